import type { Instant } from '~/api/types';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const inHours = (hours: number): Instant => new Date(Date.now() + hours * HOUR_MS).toISOString();

/** The next time the clock here shows `hour`, not today; of a weekday (0 Sunday … 6 Saturday) when given. */
export function nextAt(hour: number, weekday?: number, from = new Date()): Instant {
  const at = new Date(from.getTime() + DAY_MS);
  at.setHours(hour, 0, 0, 0);
  while (weekday !== undefined && at.getDay() !== weekday) at.setDate(at.getDate() + 1);
  return at.toISOString();
}
