import { addDays } from '../forecast/weeks';
import type { Activity, Change, Coverage, Pause, Person, Schedule, Shift, Template } from './types';

export const DAY_M = 1440;

/** `08:30` as minutes after midnight; 24:00 is the end of the day. */
export const minutesAt = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

export const clockAt = (minutes: number): string => {
  const of = ((minutes % DAY_M) + DAY_M) % DAY_M;
  return `${String(Math.floor(of / 60)).padStart(2, '0')}:${String(of % 60).padStart(2, '0')}`;
};

export const dayIndex = (first: string, day: string): number => Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / 86_400_000);

/** A shift on the line of the whole schedule: minutes after the midnight in which it begins. */
export interface Placed {
  user: string;
  start: number;
  end: number;
}

export function placeOf(shift: Shift, first: string): Placed {
  const start = dayIndex(first, shift.day) * DAY_M + minutesAt(shift.start);
  return { user: shift.user_id, start, end: start + lengthOf(shift.start, shift.end) };
}

/** An end that is not after its start lies on the next day. */
export function lengthOf(start: string, end: string): number {
  const length = minutesAt(end) - minutesAt(start);
  return length > 0 ? length : length + DAY_M;
}

/** Where a part of a shift lies on the line of the schedule: after the begin of the shift. */
export function partOf(shift: Shift, part: { start: string; end: string }, first: string): { start: number; end: number } {
  const begin = dayIndex(first, shift.day) * DAY_M + minutesAt(shift.start);
  let start = dayIndex(first, shift.day) * DAY_M + minutesAt(part.start);
  if (start < begin) start += DAY_M;
  return { start, end: start + lengthOf(part.start, part.end) };
}

/** The days that are shown, and which hours of each. */
export interface Axis {
  first: number;
  days: number;
  from: number;
  to: number;
}

/** Hours that shifts, needs and the time around them take; the nights between are left out where nobody works then. */
export function openHours(schedule: Schedule, coverage: Coverage | undefined): [number, number] {
  const ends: number[] = [];
  for (const shift of schedule.shifts) {
    const start = minutesAt(shift.start);
    const end = start + lengthOf(shift.start, shift.end);
    if (end > DAY_M) return [0, DAY_M];
    ends.push(start, end);
  }
  for (const { required } of coverage?.items ?? []) {
    required.forEach((n, i) => n > 0 && ends.push((i * schedule.interval_m) % DAY_M, ((i * schedule.interval_m) % DAY_M) + schedule.interval_m));
  }
  if (ends.length === 0) return [8 * 60, 20 * 60];
  return [Math.max(0, Math.floor(Math.min(...ends) / 60) * 60 - 60), Math.min(DAY_M, Math.ceil(Math.max(...ends) / 60) * 60 + 60)];
}

/** Shares of the width, from where reading begins, that a stretch takes; one for each day that it touches. */
export function pieces({ first, days, from, to }: Axis, start: number, end: number): { at: number; wide: number; isBegun: boolean; isEnded: boolean }[] {
  const found = [];
  for (let day = 0; day < days; day += 1) {
    const [open, close] = [(first + day) * DAY_M + from, (first + day) * DAY_M + to];
    const [begin, finish] = [Math.max(start, open), Math.min(end, close)];
    if (begin >= finish) continue;
    const share = (minute: number) => (day + (minute - open) / (to - from)) / days;
    found.push({ at: share(begin), wide: share(finish) - share(begin), isBegun: begin === start, isEnded: finish === end });
  }
  return found;
}

/** The minute of the schedule that lies at this share of the width. */
export function minuteAt({ first, days, from, to }: Axis, share: number): number {
  const place = Math.min(Math.max(share, 0), 0.99999) * days;
  const day = Math.floor(place);
  return (first + day) * DAY_M + from + (place - day) * (to - from);
}

export const snapped = (minutes: number, step: number): number => Math.round(minutes / step) * step;

export type Grip = 'whole' | 'start' | 'end';

const LEAST_M = 30;
const MOST_M = 16 * 60;

/** A shift moved or made longer by so many minutes, and maybe given to somebody else; within the schedule. */
export function moved(place: Placed, grip: Grip, by: number, user: string, days: number): Placed {
  if (grip === 'whole') {
    const start = Math.min(Math.max(place.start + by, 0), days * DAY_M - LEAST_M);
    return { user, start, end: start + place.end - place.start };
  }
  if (grip === 'start') return { ...place, start: Math.max(Math.max(0, place.end - MOST_M), Math.min(place.start + by, place.end - LEAST_M)) };
  return { ...place, end: Math.min(place.start + MOST_M, Math.max(place.end + by, place.start + LEAST_M)) };
}

/** What the server is asked to do so that a shift lies there; parts of it go along, breaks are placed anew. */
export function putAt(shift: Shift, place: Placed, first: string, templates: Template[]): Change {
  const shift_m = place.start - placeOf(shift, first).start;
  const length = place.end - place.start;
  const usual = templates.find((one) => one.name === shift.template)?.length_m;
  const along = (clock: string) => clockAt(minutesAt(clock) + shift_m);
  return {
    do: 'put', id: shift.id, user_id: place.user, day: addDays(first, Math.floor(place.start / DAY_M)), template: shift.template,
    start: clockAt(place.start), end: length === usual ? null : clockAt(place.end), breaks: null,
    activities: shift.activities.map((one) => ({ ...one, start: along(one.start), end: along(one.end) })), locked: shift.locked,
  };
}

/** The same shift with other parts. */
export const withParts = (shift: Shift, breaks: Pause[] | null, activities: Activity[]): Change => ({
  do: 'put', id: shift.id, user_id: shift.user_id, day: shift.day, template: shift.template, start: shift.start, end: shift.end, breaks, activities, locked: shift.locked,
});

/** Required against scheduled in each interval, of one queue or of all. */
export function covered(coverage: Coverage, queue: string | null): { required: number[]; scheduled: number[] } {
  const items = coverage.items.filter((one) => queue === null || one.queue_id === queue);
  const count = (coverage.days * DAY_M) / coverage.interval_m;
  const sum = (of: 'required' | 'scheduled') => Array.from({ length: count }, (_, i) => items.reduce((all, one) => all + (one[of][i] ?? 0), 0));
  return { required: sum('required'), scheduled: sum('scheduled') };
}

/** What is scheduled while a shift is on its way, about: the server counts anew once it lies there. */
export function foreseen(scheduled: number[], coverage: Coverage, queue: string | null, people: Person[], shift: Shift, to: Placed): number[] {
  const serves = (user: string) => queue === null || people.some((one) => one.user_id === user && one.queue_ids.includes(queue));
  const next = [...scheduled];
  const add = (start: number, end: number, by: number) => {
    for (let i = Math.max(0, Math.floor(start / coverage.interval_m)); i < Math.min(next.length, Math.ceil(end / coverage.interval_m)); i += 1) next[i] = (next[i] ?? 0) + by;
  };
  const was = placeOf(shift, coverage.first_day);
  const pauses = shift.breaks.map((one) => partOf(shift, one, coverage.first_day));
  if (serves(was.user)) {
    add(was.start, was.end, -1);
    for (const pause of pauses) add(pause.start, pause.end, 1);
  }
  if (serves(to.user)) {
    add(to.start, to.end, 1);
    for (const pause of pauses) add(pause.start + to.start - was.start, pause.end + to.start - was.start, -1);
  }
  return next.map((n) => Math.max(0, n));
}

/** What people have in a schedule, for whoever publishes it. */
export function summaryOf(schedule: Schedule): { person: Person; shifts: Shift[]; minutes: number }[] {
  return schedule.people.map((person) => {
    const shifts = schedule.shifts.filter((one) => one.user_id === person.user_id).sort((a, b) => a.starts_at.localeCompare(b.starts_at));
    const unpaid = (shift: Shift) => shift.breaks.filter((one) => !one.paid).reduce((sum, one) => sum + lengthOf(one.start, one.end), 0);
    return { person, shifts, minutes: shifts.reduce((sum, one) => sum + lengthOf(one.start, one.end) - unpaid(one), 0) };
  });
}
