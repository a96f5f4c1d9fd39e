import { CalendarDate, GregorianCalendar, parseDate, PersianCalendar, toCalendar } from '@internationalized/date';
import { latinDigits } from '~/i18n/format';

const WRITTEN = /^(\d{4})\s*[/\-.]\s*(\d{1,2})\s*[/\-.]\s*(\d{1,2})$/;
const CLOCK = /^(\d{1,2})(?:[:٫.](\d{1,2}))?$/;
const gregorian = new GregorianCalendar();
const persian = new PersianCalendar();

export type CalendarName = 'jalali' | 'gregorian';

const systemOf = (calendar: CalendarName) => (calendar === 'jalali' ? persian : gregorian);

/** `1405/9/1` in the reader's calendar and any digits as `2026-11-22`; null for what is no day. */
export function readDay(text: string, calendar: CalendarName): string | null {
  const found = WRITTEN.exec(latinDigits(text.trim()));
  if (!found) return null;
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
  const date = new CalendarDate(systemOf(calendar), year, month, day);
  // The class moves an impossible day to a possible one: that is a slip, not a day.
  if (date.year !== year || date.month !== month || date.day !== day) return null;
  return toCalendar(date, gregorian).toString();
}

export function writeDay(iso: string, calendar: CalendarName): string {
  const date = toCalendar(parseDate(iso.slice(0, 10)), systemOf(calendar));
  return `${date.year}/${date.month}/${date.day}`;
}

export function partsOf(iso: string, calendar: CalendarName): { year: number; month: number; day: number } {
  return toCalendar(parseDate(iso.slice(0, 10)), systemOf(calendar));
}

/** The Gregorian days that a year of the reader's calendar begins and ends on. */
export function yearSpan(year: number, calendar: CalendarName): { first: string; last: string } {
  const system = systemOf(calendar);
  const next = new CalendarDate(system, year + 1, 1, 1);
  return {
    first: toCalendar(new CalendarDate(system, year, 1, 1), gregorian).toString(),
    last: toCalendar(next.subtract({ days: 1 }), gregorian).toString(),
  };
}

/** A day that a Jalali month and day fall on in a Jalali year, or null where the year lacks it. */
export function jalaliDay(year: number, month: number, day: number): string | null {
  const date = new CalendarDate(persian, year, month, day);
  return date.month === month && date.day === day ? toCalendar(date, gregorian).toString() : null;
}

/** `8`, `۸:۳۰` as `08:30:00`; null for what is no time. */
export function readClock(text: string): string | null {
  const found = CLOCK.exec(latinDigits(text.trim()));
  const hour = Number(found?.[1]);
  const minute = Number(found?.[2] ?? 0);
  if (!found || hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return null;
  return `${String(hour % 24).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00`;
}

export const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
