import type { OwnShift, OwnShifts } from '~/workforce/shifts/types';

const MINUTE_MS = 60_000;

/** The shift that goes on, or the one of today that is still to come. */
export function shiftNow({ items, today }: OwnShifts, now: number): OwnShift | undefined {
  const going = items.find((one) => Date.parse(one.starts_at) <= now && now < Date.parse(one.ends_at));
  return going ?? items.find((one) => one.day === today && Date.parse(one.starts_at) > now);
}

export interface Part {
  name: string;
  start: string;
  end: string;
  kind: 'break' | 'work';
  from: number;
  to: number;
}

/** Breaks and other work of a shift in order of time, with their instants: so many minutes after its begin. */
export function pausesOf(shift: OwnShift): Part[] {
  const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
  const after = (clock: string) => (minutes(clock) - minutes(shift.start) + 1440) % 1440;
  const begin = Date.parse(shift.starts_at);
  const all = [...shift.breaks.map((one) => ({ ...one, kind: 'break' as const })), ...shift.activities.map((one) => ({ ...one, kind: 'work' as const }))];
  return all
    .map(({ name, start, end, kind }) => ({ name, start, end, kind, from: begin + after(start) * MINUTE_MS, to: begin + after(end) * MINUTE_MS }))
    .sort((a, b) => a.from - b.from);
}

/** The break that goes on, or the next one. */
export const nextPause = (shift: OwnShift, now: number): Part | undefined => pausesOf(shift).find((one) => one.kind === 'break' && one.to > now);
