import type { Locale } from '~/i18n/context';
import { addDays } from '../forecast/weeks';

/** The week as it is lived here. */
export const WEEK = ['sat', 'sun', 'mon', 'tue', 'wed', 'thu', 'fri'] as const;
const A_SATURDAY = '2026-11-28';

export const weekdayName = (at: number, style: 'long' | 'short', locale: Locale): string =>
  new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' }).format(new Date(`${addDays(A_SATURDAY, at)}T12:00:00Z`));
