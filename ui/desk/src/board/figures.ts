import type { Format } from '~/i18n/format';
import type { BoardState, QueueState } from './types';

/** Seconds as a running clock, `۴:۰۷` or `۱:۰۲:۳۰`. */
export function clockOf(seconds: number, format: Format): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const two = (n: number) => String(n).padStart(2, '0');
  return format.digits(hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`);
}

/** How long the first in line has waited at this moment; null when nobody waits. */
export function waitOf(queue: QueueState, now: number): number | null {
  if (queue.waiting === 0) return null;
  return queue.oldest_entered_at ? (now - Date.parse(queue.oldest_entered_at)) / 1000 : queue.longest_wait_s;
}

/** Minutes of an estimate, rounded so that the interval never claims more than it knows. */
export const minutesOf = ({ low_s, high_s }: { low_s: number; high_s: number }) => ({
  low: Math.floor(low_s / 60), high: Math.max(1, Math.ceil(high_s / 60)),
});

export const isPastPromise = (queue: QueueState, now: number): boolean =>
  queue.estimate !== null && (waitOf(queue, now) ?? 0) > queue.estimate.high_s;

export const percentOf = (part: number): number => Math.round(part * 100);

/** All queues together; the service level weighs each by what it answered. */
export function totalOf({ queues }: BoardState, now: number) {
  const sum = (read: (queue: QueueState) => number) => queues.reduce((all, queue) => all + read(queue), 0);
  const known = queues.filter((q) => q.service_level !== null && q.answered_today + q.abandoned_today > 0);
  const served = known.reduce((all, q) => all + q.answered_today + q.abandoned_today, 0);
  const waits = queues.map((q) => waitOf(q, now)).filter((s) => s !== null);
  return {
    waiting: sum((q) => q.waiting), active: sum((q) => q.active), answered: sum((q) => q.answered_today), abandoned: sum((q) => q.abandoned_today),
    longest: waits.length ? Math.max(...waits) : null,
    level: served ? known.reduce((all, q) => all + (q.service_level ?? 0) * (q.answered_today + q.abandoned_today), 0) / served : null,
  };
}
