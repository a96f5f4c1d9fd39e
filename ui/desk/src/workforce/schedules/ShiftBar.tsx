import { IconLock } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { addDays } from '../forecast/weeks';
import { clockAt, DAY_M, partOf, pieces, placeOf, type Axis } from './times';
import type { Schedule, Shift } from './types';
import type { Travelling } from './useTravel';
import { useSpelling } from './words';
import css from './Gantt.module.css';

interface Props {
  shift: Shift;
  schedule: Schedule;
  axis: Axis;
  travelling: Travelling;
  isStop: boolean;
  onFocus: () => void;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

function downTo(home: string, user: string): number {
  const top = (id: string) => document.querySelector(`[data-gantt] [data-user="${id}"]`)?.getBoundingClientRect().top ?? 0;
  return top(user) - top(home);
}

/** One shift in its lane: what it is called, when, its breaks and other work inside. */
export function ShiftBar({ shift, schedule, axis, travelling, isStop, onFocus, onKeyDown }: Props) {
  const { s, day, at, between } = useSpelling(schedule.first_day);
  const { travel, grab, drag, release, cancel } = travelling;
  const own = travel?.shift.id === shift.id ? travel : null;
  const was = placeOf(shift, schedule.first_day);
  const place = own?.place ?? was;
  const [first, ...others] = pieces(axis, place.start, place.end);
  if (!first) return null;
  const name = schedule.people.find((one) => one.user_id === place.user)?.name ?? '';
  const said = s('shift.said', { name, template: shift.template, day: day(addDays(schedule.first_day, Math.floor(place.start / DAY_M))), start: at(place.start), end: at(place.end) });
  // Held, it stays where it is in the document, so that hand and focus stay on it: it is only shown in the other lane.
  const down = own && own.place.user !== shift.user_id ? `translateY(${downTo(shift.user_id, own.place.user)}px)` : undefined;
  const box = ({ at: begin, wide }: { at: number; wide: number }) => ({ insetInlineStart: `${begin * 100}%`, inlineSize: `${wide * 100}%`, transform: down });
  const inside = [...shift.breaks.map((one) => ({ ...one, kind: 'break' })), ...shift.activities.map((one) => ({ ...one, kind: 'work' }))];
  const hold = { onPointerMove: drag, onPointerUp: release, onPointerCancel: cancel };
  return (
    <>
      <button type="button" className={css.shift} style={box(first)} data-shift={shift.id} data-held={own ? (own.isSaving ? 'saving' : 'yes') : undefined} data-locked={shift.locked || undefined}
        tabIndex={isStop ? 0 : -1} aria-label={`${said}${shift.locked ? ` (${s('shift.locked')})` : ''}`} aria-describedby="gantt-keys" aria-pressed={own?.isByKey ?? false} title={said}
        onPointerDown={(event) => grab(event, shift, 'whole')} {...hold} onFocus={onFocus} onKeyDown={onKeyDown}>
        {first.isBegun && <i className={css.handle} data-side="start" onPointerDown={(event) => grab(event, shift, 'start')} {...hold} />}
        <span className={css.what}><bdi>{axis.days > 1 ? at(place.start) : between(clockAt(place.start), clockAt(place.end))}</bdi> {axis.days === 1 && <bdi>{shift.template}</bdi>}{shift.locked && <IconLock size={12} aria-hidden />}</span>
        {first.isEnded && <i className={css.handle} data-side="end" onPointerDown={(event) => grab(event, shift, 'end')} {...hold} />}
      </button>
      {others.map((piece) => <span key={piece.at} className={css.shift} data-rest style={box(piece)} aria-hidden />)}
      {inside.flatMap((one) => {
        const { start, end } = partOf(shift, one, schedule.first_day);
        const by = own?.grip === 'whole' ? place.start - was.start : 0;
        return pieces(axis, start + by, end + by).map((piece) => <span key={`${one.kind}${one.name}${piece.at}`} className={css.part} data-kind={one.kind} style={box(piece)} title={`${one.name} ${between(one.start, one.end)}`} aria-hidden>{axis.days === 1 && piece.wide > 0.045 && <bdi>{one.name}</bdi>}</span>);
      })}
    </>
  );
}
