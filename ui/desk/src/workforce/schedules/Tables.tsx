import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useLanguage } from '~/i18n/context';
import { addDays } from '../forecast/weeks';
import { download, toCsv } from '../kit/csv';
import { useWords } from '../words';
import { covered, DAY_M } from './times';
import type { Coverage, Schedule, Shift } from './types';
import { useSpelling } from './words';
import card from '~/shared/card.module.css';
import table from '../kit/table.module.css';

const byTime = (a: Shift, b: Shift) => a.starts_at.localeCompare(b.starts_at);

/** The twin of the lanes: a shift a row; and of the strip: an interval a row. */
export function ScheduleTables({ schedule, coverage, days, queue }: { schedule: Schedule; coverage: Coverage | undefined; days: string[]; queue: string | null }) {
  const { s, day, at, between } = useSpelling(schedule.first_day);
  const w = useWords();
  const { format } = useLanguage();
  const names = new Map(schedule.people.map((one) => [one.user_id, one.name]));
  const shifts = schedule.shifts.filter((one) => days.includes(one.day)).sort(byTime);
  const listed = (parts: { name: string; start: string; end: string }[]) => format.listed(parts.map((one) => `${one.name} ${between(one.start, one.end)}`));
  const counted = coverage && covered(coverage, queue);
  const first = days[0] ? (Date.parse(`${days[0]}T00:00:00Z`) - Date.parse(`${schedule.first_day}T00:00:00Z`)) / 86_400_000 : 0;
  const rows = counted ? counted.required.map((need, i) => ({ i, need, has: counted.scheduled[i] ?? 0 }))
    .filter(({ i, need, has }) => (need > 0 || has > 0) && i * schedule.interval_m >= first * DAY_M && i * schedule.interval_m < (first + days.length) * DAY_M) : [];

  function save(): void {
    const head = ['user', 'day', 'template', 'start', 'end', 'breaks', 'activities', 'locked'];
    const parts = (all: { name: string; start: string; end: string }[]) => all.map((one) => `${one.name} ${one.start}-${one.end}`).join('; ');
    download('hamseda-shifts.csv', toCsv(head, [...schedule.shifts].sort(byTime).map((one) => [names.get(one.user_id) ?? '', one.day, one.template, one.start, one.end, parts(one.breaks), parts(one.activities), one.locked])));
  }

  return (
    <div className={card.stack}>
      <div className={card.head}><h2>{s('chart')}</h2><Button variant="default" size="compact-md" leftSection={<IconDownload size={16} aria-hidden />} onClick={save}>{w('csv')}</Button></div>
      <div className={table.frame} tabIndex={0} role="region" aria-label={s('chart')}>
        <table className={table.table}>
          <thead><tr>{[s('person'), s('form.day'), s('form.template'), s('coverage.time'), s('breaks'), s('form.activities')].map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
          <tbody>
            {shifts.map((one) => (
              <tr key={one.id}><th scope="row"><bdi>{names.get(one.user_id)}</bdi></th><td>{day(one.day)}</td><td><bdi>{one.template}</bdi>{one.locked && <small>{s('shift.locked')}</small>}</td><td>{between(one.start, one.end)}</td><td>{listed(one.breaks) || w('none')}</td><td>{listed(one.activities) || w('none')}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
      <h2>{s('coverage.title')}</h2>
      <div className={table.frame} tabIndex={0} role="region" aria-label={s('coverage.title')}>
        <table className={table.table}>
          <thead><tr>{[s('coverage.day'), s('coverage.time'), s('coverage.required'), s('coverage.scheduled'), s('coverage.difference')].map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
          <tbody>
            {rows.map(({ i, need, has }) => (
              <tr key={i} data-chosen={has < need || undefined}><th scope="row">{day(addDays(schedule.first_day, Math.floor((i * schedule.interval_m) / DAY_M)))}</th><td><bdi dir="ltr">{at(i * schedule.interval_m)}</bdi></td><td>{format.number(need)}</td><td>{format.number(has)}</td><td><bdi dir="ltr">{format.number(has - need)}</bdi></td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** On a phone: who works on a day, in order of time. */
export function DayList({ schedule, day: iso, onOpen }: { schedule: Schedule; day: string; onOpen: (shift: Shift) => void }) {
  const { s, day, between } = useSpelling(schedule.first_day);
  const names = new Map(schedule.people.map((one) => [one.user_id, one.name]));
  const shifts = schedule.shifts.filter((one) => one.day === iso).sort(byTime);
  const breaches = schedule.breaches.filter((one) => one.day === iso);
  return (
    <section className={card.card} aria-label={s('phone.day', { day: day(iso) })}>
      {breaches.map((one) => <p key={`${one.code}${one.user_id}`} role="note">{one.said}</p>)}
      {shifts.length === 0 && <p>{s('phone.nobody')}</p>}
      {shifts.map((one) => (
        <Button key={one.id} variant="default" justify="space-between" rightSection={between(one.start, one.end)} onClick={() => onOpen(one)}><bdi>{names.get(one.user_id)}</bdi></Button>
      ))}
    </section>
  );
}
