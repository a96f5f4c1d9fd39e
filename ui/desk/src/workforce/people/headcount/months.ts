const DAY_MS = 86_400_000;

const partsOf = (calendar: 'jalali' | 'gregorian') => new Intl.DateTimeFormat(`en-u-ca-${calendar === 'jalali' ? 'persian' : 'gregory'}-nu-latn`, { month: 'numeric', timeZone: 'UTC' });

/** A day of the month that comes next. */
export function addMonths(today: string, calendar: 'jalali' | 'gregorian'): string {
  const month = partsOf(calendar);
  let day = new Date(`${today}T12:00:00Z`);
  const now = month.format(day);
  while (month.format(day) === now) day = new Date(day.getTime() + DAY_MS);
  return day.toISOString().slice(0, 10);
}
