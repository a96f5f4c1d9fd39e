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

/** Writes the first day of a month as people name months by number: 1405/10, 2027-01. */
export function monthCode(calendar: 'jalali' | 'gregorian'): (day: string) => string {
  const parts = new Intl.DateTimeFormat(`en-u-ca-${calendar === 'jalali' ? 'persian' : 'gregory'}-nu-latn`, { year: 'numeric', month: '2-digit', timeZone: 'UTC' });
  return (day) => {
    const found = Object.fromEntries(parts.formatToParts(new Date(`${day}T12:00:00Z`)).map((part) => [part.type, part.value]));
    return `${found.year ?? found.relatedYear}${calendar === 'jalali' ? '/' : '-'}${found.month}`;
  };
}
