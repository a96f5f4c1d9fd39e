import { jalaliDay } from '../kit/days';

const ANY_YEAR = 1405;

/** The Jalali months by their names in the reader's language, as choices. */
export function jalaliMonths(locale: 'fa' | 'en'): { value: string; label: string }[] {
  const name = new Intl.DateTimeFormat(`${locale}-u-ca-persian`, { month: 'long', timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, i) => ({ value: String(i + 1), label: name.format(new Date(`${jalaliDay(ANY_YEAR, i + 1, 1)}T12:00:00Z`)) }));
}
