import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { ChoiceField, DayField, NumberField, TextField } from '~/admin/kit/fields';
import { optionsOf } from '~/admin/kit/options';
import { Tag } from '~/admin/kit/Table';
import { useRows } from '~/admin/kit/useShelf';
import type { Department } from '~/admin/types';
import { ApiProblem } from '~/api/client';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage, type Locale } from '~/i18n/context';
import { Broken } from '~/shared/Broken';
import { Empty } from '~/shared/Empty';
import { PageSkeleton } from '~/shared/skeletons';
import { useMe } from '~/shell/me';
import { useToday } from '../forecast/useForecast';
import { addDays } from '../forecast/weeks';
import { Head } from '../kit/Head';
import { Refused } from '../kit/Working';
import ScheduleRoom from './Room';
import type { ScheduleRow } from './types';
import { useNewSchedule, useSchedules } from './useSchedules';
import { useScheduleWords } from './words';
import css from './Form.module.css';
import list from './List.module.css';

/** All schedules, and each of them. */
export default function SchedulesPage() {
  return (
    <Switch>
      <Route path="/workforce/schedules/:id">{({ id }) => <ScheduleRoom id={id} />}</Route>
      <Route><Schedules /></Route>
    </Switch>
  );
}

function Schedules() {
  const s = useScheduleWords();
  const { data, error, refetch } = useSchedules();
  const [isMaking, setMaking] = useState(false);
  const add = <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)}>{s('new')}</Button>;
  if (error) return <Broken onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  return (
    <>
      <Head title={s('title')} text={s('text')}>{data.length > 0 && add}</Head>
      {data.length === 0 ? <Empty art="calm" title={s('empty')} action={add}>{s('emptyText')}</Empty> : <ul className={list.list}>{data.map((one) => <Item key={one.id} schedule={one} />)}</ul>}
      {isMaking && <NewSchedule planned={data} onClose={() => setMaking(false)} />}
    </>
  );
}

function Item({ schedule }: { schedule: ScheduleRow }) {
  const s = useScheduleWords();
  const { format } = useLanguage();
  const day = (iso: string) => format.day(`${iso}T12:00:00Z`);
  const figures = [['people', schedule.people], ['shifts', schedule.shifts], ['missing', Math.round(schedule.missing_hours * 10) / 10], ['breaches', schedule.breaches]] as const;
  return (
    <li>
      <Link href={`/workforce/schedules/${schedule.id}`} className={list.item}>
        <span className={list.what}>
          <strong><bdi>{schedule.name}</bdi> <Tag tone={schedule.state === 'published' ? 'accent' : 'plain'}>{s(`state.${schedule.state}`)}</Tag></strong>
          <span>{schedule.days > 1 ? s('span', { first: day(schedule.first_day), last: day(addDays(schedule.first_day, schedule.days - 1)) }) : day(schedule.first_day)}</span>
        </span>
        {figures.map(([name, value]) => <span key={name} className={list.figure} data-bad={((name === 'missing' || name === 'breaches') && value > 0) || undefined}><strong>{format.number(value)}</strong><small>{s(`head.${name}`)}</small></span>)}
      </Link>
    </li>
  );
}

const WEEKDAY_SATURDAY = 6;

/** The next Saturday: weeks begin there. */
function nextWeek(today: string): string {
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay();
  return addDays(today, ((WEEKDAY_SATURDAY - weekday + 7) % 7) || 7);
}

/** The first week to come that nobody has planned. */
function freeWeek(today: string, planned: ScheduleRow[]): string {
  const ends = planned.map((one) => addDays(one.first_day, one.days));
  return [nextWeek(today), ...ends].reduce((latest, one) => (one > latest ? one : latest));
}

/** What makes a schedule impossible, place by place, as the server says it. */
function Faults({ problem }: { problem: ApiProblem }) {
  const { locale } = useLanguage();
  const faults = (problem.problem as { faults?: { field: string; said: Record<Locale, string> }[] }).faults ?? [];
  if (faults.length === 0) return null;
  return <ul className={css.said}>{[...new Set(faults.map((one) => one.said[locale]))].map((said) => <li key={said}>{said}</li>)}</ul>;
}

function NewSchedule({ planned, onClose }: { planned: ScheduleRow[]; onClose: () => void }) {
  const s = useScheduleWords();
  const { t, format } = useLanguage();
  const me = useMe();
  const [, go] = useLocation();
  const today = useToday();
  const departments = useRows<Department>('departments');
  const own = me.role === 'supervisor' ? me.department_id : null;
  const [wish, setWish] = useState({ name: '', first_day: freeWeek(today, planned.filter((one) => one.department_id === own)), days: 7, department_id: own, interval_m: 15 });
  const set = (changes: Partial<typeof wish>) => setWish((now) => ({ ...now, ...changes }));
  const making = useNewSchedule((made) => go(`/workforce/schedules/${made.id}`));
  return (
    <Sheet title={s('new')} onClose={onClose} size={520}>
      <form className={css.form} onSubmit={(e) => { e.preventDefault(); making.mutate(wish); }}>
        <p>{s('new.hint')}</p>
        <TextField label={s('new.name')} autoFocus value={wish.name} hint={s('new.nameHint')} onChange={(name) => set({ name })} />
        <div className={css.two}>
          <DayField label={s('new.first')} required value={wish.first_day} onChange={(first_day) => first_day && set({ first_day })} />
          <NumberField label={s('new.days')} value={wish.days} min={1} max={35} onChange={(days) => set({ days: Math.round(days) })} />
          <ChoiceField label={s('new.department')} isOff={own !== null} none={own ? undefined : s('new.everybody')} value={wish.department_id} options={optionsOf(own ? departments.filter((one) => one.id === own) : departments)} onChange={(department_id) => set({ department_id })} />
          <ChoiceField label={s('new.interval')} value={String(wish.interval_m)} options={['15', '30', '60'].map((value) => ({ value, label: format.digits(value) }))} onChange={(next) => next && set({ interval_m: Number(next) })} />
        </div>
        {making.error && (making.error instanceof ApiProblem ? <><Refused problem={making.error} /><Faults problem={making.error} /></> : <Broken onRetry={() => making.mutate(wish)} />)}
        <div className={css.end}><span className={css.gap} /><Button variant="default" onClick={onClose}>{t('action.cancel')}</Button><Button type="submit" loading={making.isPending}>{s('new.make')}</Button></div>
      </form>
    </Sheet>
  );
}
