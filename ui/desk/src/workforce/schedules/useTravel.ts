import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useLanguage } from '~/i18n/context';
import { stepOf } from '../kit/sides';
import { minuteAt, moved, placeOf, putAt, snapped, type Axis, type Grip, type Placed } from './times';
import type { Schedule, Shift } from './types';
import type { Scheduling } from './useSchedules';
import { useSpelling } from './words';

/** A shift on its way to another place, by pointer or by keys. */
export interface Travel {
  shift: Shift;
  grip: Grip;
  place: Placed;
  isByKey: boolean;
  isSaving: boolean;
}

const A_CLICK_PX = 4;

/** Picks shifts up, moves them and puts them down, and says so. */
export function useTravel(schedule: Schedule, axis: Axis, scheduling: Scheduling, onOpen: (shift: Shift) => void) {
  const { locale } = useLanguage();
  const { s, where } = useSpelling(schedule.first_day);
  const [travel, setTravel] = useState<Travel | null>(null);
  const [said, say] = useState('');
  const [landed, setLanded] = useState<string | null>(null);
  const grabbed = useRef<{ x: number; y: number; minute: number; isMoved: boolean } | null>(null);
  const step = schedule.interval_m;
  const { isEditing } = scheduling;
  useEffect(() => {
    if (!isEditing) setTravel((now) => (now?.isSaving ? null : now));
  }, [isEditing]);
  const told = useRef(schedule.version);
  useEffect(() => {
    if (told.current === schedule.version) return;
    told.current = schedule.version;
    say(s('say.saved', { n: Math.round(schedule.missing_hours * 10) / 10 }));
  }, [schedule.version, schedule.missing_hours, s]);

  const shareAt = (lane: Element, x: number) => {
    const box = lane.getBoundingClientRect();
    const share = (x - box.left) / box.width;
    return locale === 'fa' ? 1 - share : share;
  };
  const isElsewhere = (one: Travel) => {
    const was = placeOf(one.shift, schedule.first_day);
    return was.user !== one.place.user || was.start !== one.place.start || was.end !== one.place.end;
  };

  function drop(one: Travel): void {
    if (!isElsewhere(one)) return setTravel(null);
    setTravel({ ...one, isSaving: true });
    say(s('say.dropped', { what: where(one.place, schedule.people) }));
    // Given to somebody else it is another shift: the focus goes on to it.
    scheduling.edit([putAt(one.shift, one.place, schedule.first_day, schedule.templates)], ({ shifts }) => shifts[0] && setLanded(shifts[0].id));
  }

  function grab(event: PointerEvent<HTMLElement>, shift: Shift, grip: Grip): void {
    if (event.button !== 0 || travel?.isSaving) return;
    const lane = event.currentTarget.closest('[data-user]');
    if (!lane) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    grabbed.current = { x: event.clientX, y: event.clientY, minute: minuteAt(axis, shareAt(lane, event.clientX)), isMoved: false };
    setTravel({ shift, grip, place: placeOf(shift, schedule.first_day), isByKey: false, isSaving: false });
  }

  function drag(event: PointerEvent<HTMLElement>): void {
    const from = grabbed.current;
    if (!from || !travel || travel.isByKey) return;
    if (!from.isMoved && Math.hypot(event.clientX - from.x, event.clientY - from.y) < A_CLICK_PX) return;
    from.isMoved = true;
    const lanes = document.elementsFromPoint(event.clientX, event.clientY);
    const lane = lanes.find((one) => one instanceof HTMLElement && one.dataset.user) as HTMLElement | undefined;
    const own = event.currentTarget.closest('[data-user]');
    if (!own) return;
    const by = snapped(minuteAt(axis, shareAt(own, event.clientX)) - from.minute, step);
    const was = placeOf(travel.shift, schedule.first_day);
    setTravel({ ...travel, place: moved(was, travel.grip, by, lane?.dataset.user ?? travel.place.user, schedule.days) });
  }

  function release(): void {
    const from = grabbed.current;
    grabbed.current = null;
    if (!from || !travel || travel.isByKey) return;
    if (from.isMoved) return drop(travel);
    setTravel(null);
    onOpen(travel.shift);
  }

  function cancel(): void {
    grabbed.current = null;
    setTravel((now) => (now?.isSaving ? now : null));
  }

  /** Whether the key was for a shift that is held, or picked it up. */
  function key(event: KeyboardEvent, shift: Shift): boolean {
    if (travel?.isSaving) return true;
    if (event.key === ' ') {
      if (travel) drop(travel);
      else {
        const place = placeOf(shift, schedule.first_day);
        setTravel({ shift, grip: 'whole', place, isByKey: true, isSaving: false });
        say(s('say.taken', { what: where(place, schedule.people) }));
      }
      return true;
    }
    if (!travel) return false;
    if (event.key === 'Escape' || event.key === 'Tab') {
      setTravel(null);
      say(s('say.back'));
      return event.key === 'Escape';
    }
    const next = stepped(travel, event);
    if (next) {
      setTravel({ ...travel, place: next });
      say(where(next, schedule.people));
    }
    return true;
  }

  function stepped({ place }: Travel, event: KeyboardEvent): Placed | null {
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const at = schedule.people.findIndex((one) => one.user_id === place.user) + (event.key === 'ArrowDown' ? 1 : -1);
      const user = schedule.people[at]?.user_id;
      return user ? { ...place, user } : null;
    }
    const by = stepOf(event.key, locale);
    return by ? moved(place, event.shiftKey ? 'end' : 'whole', by * step, place.user, schedule.days) : null;
  }

  return { travel, landed, said, say, grab, drag, release, cancel, key, shareAt };
}

export type Travelling = ReturnType<typeof useTravel>;
