import { addDays, DAYS_A_WEEK, minuteOf, type Slot } from '../forecast/weeks';
import { intervalOf, type Ask } from '../staffing/params';
import type { Interval, Staffed } from '../types';

/** Which figure of the forecast is staffed for. */
export const BASES = ['mean', 'p50', 'p90'] as const;
export type Basis = (typeof BASES)[number];

export interface Cell {
  slot: Slot;
  volume: number;
  aht: number;
  staffed: Staffed;
}

/** The intervals of a week as the formula takes them; handling time comes from the forecast where it has one. */
export function intervalsOf(slots: Slot[], basis: Basis, minutes: number, ask: Ask): Interval[] {
  return slots.map((slot) => ({ ...intervalOf({ ...ask, minutes, volume: slot[basis], aht: slot.aht ?? ask.aht }, null) }));
}

export const cellsOf = (slots: Slot[], intervals: Interval[], staffed: Staffed[]): Cell[] =>
  slots.flatMap((slot, i) => {
    const [interval, one] = [intervals[i], staffed[i]];
    return interval && one ? [{ slot, volume: interval.volume, aht: interval.aht_s, staffed: one }] : [];
  });

export interface Grid {
  days: string[];
  minutes: number[];
  at: (day: string, minute: number) => Cell | undefined;
  most: number;
}

/** Days beside one another, times of the day below one another. */
export function gridOf(cells: Cell[], first: string): Grid {
  const places = new Map(cells.map((cell) => [cell.slot.start.slice(0, 16), cell]));
  const minutes = [...new Set(cells.map((cell) => minuteOf(cell.slot.start)))].sort((a, b) => a - b);
  return {
    days: Array.from({ length: DAYS_A_WEEK }, (_, i) => addDays(first, i)),
    minutes,
    at: (day, minute) => places.get(`${day}T${clock(minute)}`),
    most: Math.max(0, ...cells.map((cell) => cell.staffed.agents)),
  };
}

export const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Channels on which somebody waits at the other end; elsewhere the measured time is no handling time. */
const LIVE = new Set(['phone', 'webchat']);
export const isLive = (channel: string): boolean => LIVE.has(channel);

/** One of five shades, by the share of the week's most; 0 where nobody is needed. */
export const shade = (agents: number, most: number): number => (agents === 0 || most === 0 ? 0 : Math.max(1, Math.ceil((agents / most) * 5)));

/** The hours of a week that are to be worked and to be scheduled, and its highest point. */
export function totals(cells: Cell[], minutes: number): { work: number; scheduled: number; peak: Cell | undefined; unstable: number } {
  const hours = (of: (cell: Cell) => number) => cells.reduce((sum, cell) => sum + of(cell), 0) * (minutes / 60);
  return {
    work: hours((cell) => cell.staffed.agents),
    scheduled: hours((cell) => cell.staffed.scheduled),
    peak: cells.reduce<Cell | undefined>((best, cell) => (best && best.staffed.agents >= cell.staffed.agents ? best : cell), undefined),
    unstable: cells.filter((cell) => cell.staffed.unstable).length,
  };
}

