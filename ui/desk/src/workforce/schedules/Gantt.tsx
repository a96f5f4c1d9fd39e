import { ActionIcon } from '@mantine/core';
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react';
import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { useLanguage } from '~/i18n/context';
import { addDays, isFriday } from '../forecast/weeks';
import { stepOf } from '../kit/sides';
import { ShiftBar } from './ShiftBar';
import { DAY_M, dayIndex, minuteAt, pieces, placeOf, snapped, type Axis } from './times';
import type { Person, Schedule, Shift } from './types';
import type { Travelling } from './useTravel';
import { useScheduleWords, useSpelling } from './words';
import css from './Gantt.module.css';

interface Props {
  schedule: Schedule;
  axis: Axis;
  travelling: Travelling;
  onOpen: (shift: Shift) => void;
  onNew: (user: string, minute: number) => void;
  onRemove: (shift: Shift) => void;
  onLock: (shift: Shift) => void;
}

/** A row for each agent, time from where reading begins; a shift is moved by hand or by keys. */
export function Gantt({ schedule, axis, travelling, onOpen, onNew, onRemove, onLock }: Props) {
  const s = useScheduleWords();
  const { locale } = useLanguage();
  const { key, landed } = travelling;
  const shown = schedule.shifts.filter((shift) => {
    const { start, end } = placeOf(shift, schedule.first_day);
    return pieces(axis, start, end).length > 0;
  });
  const ordered = schedule.people.flatMap((person) => shown.filter((one) => one.user_id === person.user_id).sort(byStart));
  const [focused, setFocused] = useState<string | null>(null);
  const stop = ordered.find((one) => one.id === focused)?.id ?? ordered[0]?.id;

  const gantt = useRef<HTMLDivElement>(null);
  const isThere = ordered.some((one) => one.id === landed);
  useEffect(() => {
    if (isThere && document.activeElement === document.body) gantt.current?.querySelector<HTMLElement>(`[data-shift="${landed}"]`)?.focus();
  }, [isThere, landed]);

  function press(event: KeyboardEvent<HTMLElement>, shift: Shift): void {
    const run = { Enter: () => onOpen(shift), Delete: () => onRemove(shift) }[event.key] ?? (event.code === 'KeyL' ? () => onLock(shift) : undefined);
    if (key(event, shift)) event.preventDefault();
    else if (run) {
      event.preventDefault();
      run();
    } else step(event, shift);
  }

  function step(event: KeyboardEvent<HTMLElement>, shift: Shift): void {
    const isUpright = event.key === 'ArrowUp' || event.key === 'ArrowDown';
    const by = isUpright ? (event.key === 'ArrowDown' ? 1 : -1) : stepOf(event.key, locale);
    if (!by) return;
    event.preventDefault();
    const next = isUpright ? inNextRow(shift, by) : ordered[ordered.indexOf(shift) + by];
    if (!next) return;
    setFocused(next.id);
    gantt.current?.querySelector<HTMLElement>(`[data-shift="${next.id}"]`)?.focus();
  }

  function inNextRow(shift: Shift, by: number): Shift | undefined {
    const at = placeOf(shift, schedule.first_day).start;
    const far = (one: Shift) => Math.abs(placeOf(one, schedule.first_day).start - at);
    const rows = schedule.people.map((one) => one.user_id);
    for (let row = rows.indexOf(shift.user_id) + by; row >= 0 && row < rows.length; row += by) {
      const [nearest] = ordered.filter((one) => one.user_id === rows[row]).sort((a, b) => far(a) - far(b));
      if (nearest) return nearest;
    }
    return undefined;
  }

  return (
    <div ref={gantt} className={css.gantt} data-gantt role="group" aria-label={s('chart')} data-days={axis.days}>
      <p id="gantt-keys" className={css.keys}>{s('keys')}</p>
      <Heads schedule={schedule} axis={axis} />
      {schedule.people.map((person) => (
        <Row key={person.user_id} person={person} schedule={schedule} axis={axis} onNew={onNew} travelling={travelling}>
          {ordered.filter((one) => one.user_id === person.user_id).map((shift) => (
            <ShiftBar key={shift.id} shift={shift} schedule={schedule} axis={axis} travelling={travelling} isStop={shift.id === stop} onFocus={() => setFocused(shift.id)} onKeyDown={(event) => press(event, shift)} />
          ))}
        </Row>
      ))}
    </div>
  );
}

const byStart = (a: Shift, b: Shift) => `${a.day}${a.start}`.localeCompare(`${b.day}${b.start}`);

interface RowProps {
  person: Person;
  schedule: Schedule;
  axis: Axis;
  travelling: Travelling;
  onNew: (user: string, minute: number) => void;
  children: ReactNode;
}

function Row({ person, schedule, axis, travelling, onNew, children }: RowProps) {
  const { s, day } = useSpelling(schedule.first_day);
  const firstShown = addDays(schedule.first_day, axis.first);
  const hours = (minutes: number) => Math.round(minutes / 6) / 10;
  const breaches = schedule.breaches.filter((one) => one.user_id === person.user_id && isShown(one.day));
  const leave = person.leave.filter(isShown);
  const off = schedule.off.filter((one) => one.user_id === person.user_id && isShown(one.day)).map((one) => one.day);

  function isShown(iso: string): boolean {
    const at = dayIndex(schedule.first_day, iso);
    return at >= axis.first && at < axis.first + axis.days;
  }

  function put(event: MouseEvent<HTMLElement>): void {
    if (event.target !== event.currentTarget) return;
    onNew(person.user_id, snapped(minuteAt(axis, travelling.shareAt(event.currentTarget, event.clientX)), schedule.interval_m));
  }

  return (
    <div className={css.row} data-broken={breaches.length > 0 || undefined}>
      <div className={css.name}>
        <bdi className="cut">{person.name}</bdi>
        <small>{s('hours', { n: hours(person.planned_m), most: hours(person.most_m) })}</small>
        <ActionIcon variant="subtle" size={26} aria-label={s('shift.add', { name: person.name, day: day(firstShown) })} onClick={() => onNew(person.user_id, axis.first * DAY_M + Math.max(axis.from, 8 * 60))}><IconPlus size={16} aria-hidden /></ActionIcon>
      </div>
      <div className={css.lane} data-user={person.user_id} onDoubleClick={put} data-target={travelling.travel?.place.user === person.user_id || undefined}>
        {Array.from({ length: axis.days }, (_, i) => <i key={i} className={css.day} style={{ insetInlineStart: `${(i / axis.days) * 100}%`, inlineSize: `${100 / axis.days}%` }} data-friday={isFriday(addDays(firstShown, i)) || undefined} />)}
        {[...leave.map((iso) => ({ iso, kind: 'leave' as const })), ...off.map((iso) => ({ iso, kind: 'off' as const }))].map(({ iso, kind }) => (
          <span key={`${kind}${iso}`} className={css.away} data-kind={kind} style={{ insetInlineStart: `${((dayIndex(schedule.first_day, iso) - axis.first) / axis.days) * 100}%`, inlineSize: `${100 / axis.days}%` }}>{s(`${kind}.day`)}</span>
        ))}
        {children}
      </div>
      {breaches.length > 0 && (
        <ul className={css.breaches}>
          {breaches.map((one) => <li key={`${one.code}${one.day}${one.said}`}><IconAlertTriangle size={15} aria-hidden />{one.said}</li>)}
        </ul>
      )}
    </div>
  );
}

/** What stands above the lanes: days in a week, hours in a day. */
function Heads({ schedule, axis }: { schedule: Schedule; axis: Axis }) {
  const s = useScheduleWords();
  return (
    <div className={css.heads} aria-hidden>
      <span>{s('person')}</span>
      <div className={css.headLane}>{axis.days > 1 ? <Days schedule={schedule} axis={axis} /> : <Hours axis={axis} />}</div>
    </div>
  );
}

function Days({ schedule, axis }: { schedule: Schedule; axis: Axis }) {
  const { format, locale, calendar } = useLanguage();
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const date = new Intl.DateTimeFormat(`${locale}-u-ca-${calendar === 'jalali' ? 'persian' : 'gregory'}-nu-latn`, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return Array.from({ length: axis.days }, (_, i) => {
    const iso = addDays(schedule.first_day, axis.first + i);
    const noon = new Date(`${iso}T12:00:00Z`);
    return <span key={iso} className={css.dayHead} data-friday={isFriday(iso) || undefined}>{weekday.format(noon)}<small>{format.digits(date.format(noon))}</small></span>;
  });
}

const EVERY_M = 120;

function Hours({ axis }: { axis: Axis }) {
  const { format } = useLanguage();
  const hours: number[] = [];
  for (let minute = Math.ceil(axis.from / EVERY_M) * EVERY_M; minute < axis.to; minute += EVERY_M) hours.push(minute);
  return hours.map((minute) => (
    <span key={minute} className={css.hour} style={{ insetInlineStart: `${((minute - axis.from) / (axis.to - axis.from)) * 100}%` }}><bdi dir="ltr">{format.digits(`${String(minute / 60).padStart(2, '0')}:00`)}</bdi></span>
  ));
}
