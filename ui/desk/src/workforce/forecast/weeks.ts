import type { DayMark, Hindsight, Outlook } from '../types';

/** One interval: what came (null: still to come), and what is or was expected. */
export interface Slot {
  start: string;
  actual: number | null;
  mean: number;
  p10: number;
  p50: number;
  p90: number;
  aht: number | null;
}

/** Days that are shown together; those of the past were forecast week by week, each on its first morning. */
export interface Week {
  first: string;
  days: number;
  slots: Slot[];
  marks: DayMark[];
  isPast: boolean;
}

const DAY_MS = 86_400_000;
export const DAYS_A_WEEK = 7;
export const DAY_MINUTES = 1440;

export const addDays = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

export const dayOf = (start: string): string => start.slice(0, 10);
export const minuteOf = (start: string): number => Number(start.slice(11, 13)) * 60 + Number(start.slice(14, 16));
export const isFriday = (day: string): boolean => new Date(`${day}T00:00:00Z`).getUTCDay() === 5;

/** How many days are shown at a time: of whole days four weeks. */
export const spanOf = (minutes: number): number => (minutes === DAY_MINUTES ? 4 * DAYS_A_WEEK : DAYS_A_WEEK);

/** The weeks (or longer spans) of the past and of the time to come in one row, the oldest first; one begins today. */
export function weeksOf(outlook: Outlook | undefined, hindsight: Hindsight | undefined, today: string, horizon: number, span = DAYS_A_WEEK): Week[] {
  const oldest = hindsight?.weeks[0]?.first_day;
  const back: string[] = [];
  for (let first = addDays(today, -span); oldest && addDays(first, span) > oldest; first = addDays(first, -span)) back.unshift(first);
  const came = (hindsight?.points ?? []).map((p) => ({ ...p, aht: null }));
  const ahead = outlook ? Array.from({ length: Math.ceil(horizon / span) }, (_, i) => addDays(today, i * span)) : [];
  const points = (outlook?.points ?? []).map(({ aht_s: aht, ...p }) => ({ ...p, aht, actual: null }));
  return [
    ...back.map((first) => week(first, span, true, hindsight?.marks ?? [], came)),
    ...ahead.map((first) => week(first, span, false, outlook?.marks ?? [], points)),
  ];
}

function week(first: string, days: number, isPast: boolean, marks: DayMark[], slots: Slot[]): Week {
  const end = addDays(first, days);
  const within = (day: string) => day >= first && day < end;
  return { first, days, isPast, slots: slots.filter((s) => within(dayOf(s.start))), marks: marks.filter((m) => within(m.day)) };
}

/** The minutes of the day that a week needs to be drawn: none where nothing is open. */
export function openSpan(slots: { start: string }[], minutes: number): [number, number] {
  const all = slots.map((s) => minuteOf(s.start));
  return all.length ? [Math.min(...all), Math.max(...all) + minutes] : [0, 1440];
}

/** Runs of intervals without a gap, so that a line does not cross the night. */
export function runs<S extends { start: string }>(slots: S[], minutes: number): S[][] {
  const found: S[][] = [];
  for (const slot of slots) {
    const last = found.at(-1)?.at(-1);
    if (last && follows(last.start, slot.start, minutes)) found.at(-1)?.push(slot);
    else found.push([slot]);
  }
  return found;
}

const follows = (before: string, start: string, minutes: number): boolean => (minutes === DAY_MINUTES
  ? addDays(dayOf(before), 1) === dayOf(start)
  : dayOf(before) === dayOf(start) && minuteOf(start) - minuteOf(before) === minutes);

/** Marks gathered by what they are: spans of the same name become one line. */
export function gathered(marks: DayMark[]): { kind: DayMark['kind']; name: string; estimated: boolean; first: string; last: string }[] {
  const found: { kind: DayMark['kind']; name: string; estimated: boolean; first: string; last: string }[] = [];
  for (const { kind, name, estimated, day } of [...marks].sort((a, b) => a.day.localeCompare(b.day))) {
    const before = found.find((one) => one.kind === kind && one.name === name && addDays(one.last, 1) === day);
    if (before) before.last = day;
    else found.push({ kind, name, estimated, first: day, last: day });
  }
  return found;
}
