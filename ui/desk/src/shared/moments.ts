import type { Instant } from '~/api/types';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const inHours = (hours: number): Instant => new Date(Date.now() + hours * HOUR_MS).toISOString();

/** The next time the clock of a zone shows `hour`, not today; of a weekday (0 Sunday … 6 Saturday) when given. */
export function nextAt(hour: number, zone: string, weekday?: number, from = Date.now()): Instant {
  const wall = new Date(wallClock(from, zone) + DAY_MS);
  while (weekday !== undefined && wall.getUTCDay() !== weekday) wall.setTime(wall.getTime() + DAY_MS);
  const wanted = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate(), hour);
  const near = wanted - (wallClock(wanted, zone) - wanted);
  // The offset there may differ from the offset here when clocks are changed in between.
  return new Date(near + (wanted - wallClock(near, zone))).toISOString();
}

/** What the clock of a zone shows at an instant, as if it were UTC. */
function wallClock(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23',
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((p) => p.type === type)?.value);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}
