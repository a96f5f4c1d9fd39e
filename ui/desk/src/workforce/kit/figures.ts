import type { Translate } from '~/i18n/context';
import type { WorkforceKey } from '../messages';

const MINUTE = 60;
const HOUR = 3600;

export const rounded = (value: number, decimals = 1): number => Math.round(value * 10 ** decimals) / 10 ** decimals;

/** A share as a percentage that never says 100 or 0 of what is only nearly so. */
export function percent(share: number): number {
  const value = rounded(share * 100);
  if (value === 100 && share < 1) return 99.9;
  return value === 0 && share > 0 ? 0.1 : value;
}

/** A length of time as people say it: to the second while that matters, then to the minute. */
export function spell(w: Translate<WorkforceKey>, seconds: number): string {
  if (seconds > 0 && seconds < 1) return w('span.moment');
  const whole = Math.round(seconds);
  if (whole < MINUTE) return w('span.seconds', { n: whole });
  if (whole < HOUR) {
    const [m, s] = [Math.floor(whole / MINUTE), whole % MINUTE];
    return w(s ? 'span.minutesSeconds' : 'span.minutes', { m, s });
  }
  const minutes = Math.round(whole / MINUTE);
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  return w(m ? 'span.hoursMinutes' : 'span.hours', { h, m });
}

/** A text of ours inside a picture, which runs left to right: Persian words, and a percent sign, keep their order. */
export const inPicture = (text: string, locale: 'fa' | 'en'): string => (locale === 'fa' ? `\u2067${text}\u2069` : text);

/** Round steps of an axis from 0 that reach `most`. */
export function ticks(most: number, count = 4): number[] {
  if (most <= 0) return [0, 1];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((one) => one * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, i) => rounded(i * step, 6));
}
