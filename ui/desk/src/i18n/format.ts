/** How one reader wants numbers, days and times to be written. */
export interface Reading {
  locale: 'fa' | 'en';
  calendar: 'jalali' | 'gregorian';
  digits: 'fa' | 'latn';
  timeZone: string;
}

export interface Format {
  number(n: number): string;
  digits(text: string): string;
  /** Several names in a row. */
  listed(names: readonly string[]): string;
  /** A number as it stands in a field: no thousands. */
  typed(n: number): string;
  time(at: string): string;
  day(at: string): string;
  date(at: string): string;
  moment(at: string): string;
  dayKey(at: string): string;
  ago(at: string, now: number): string;
  /** A length of time as words. */
  span(seconds: number): string;
  /** The same where there is little room. */
  brief(seconds: number): string;
  size(bytes: number): string;
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

export function createFormat({ locale, calendar, digits, timeZone }: Reading): Format {
  const numerals = digits === 'fa' ? 'arabext' : 'latn';
  const base = locale === 'fa' ? 'fa-IR' : 'en-GB';
  const dated = `${base}-u-ca-${calendar === 'jalali' ? 'persian' : 'gregory'}-nu-${numerals}`;
  const plain = `${base}-u-nu-${numerals}`;

  const numbers = new Intl.NumberFormat(plain);
  const clock = new Intl.DateTimeFormat(dated, { hour: '2-digit', minute: '2-digit', hour12: false, timeZone });
  const dayMonth = new Intl.DateTimeFormat(dated, { weekday: 'long', day: 'numeric', month: 'long', timeZone });
  const keys = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone });
  const weekday = new Intl.DateTimeFormat(dated, { weekday: 'long', timeZone });
  const near = new Intl.RelativeTimeFormat(plain, { numeric: 'auto' });
  const parts = new Intl.DateTimeFormat(`en-u-ca-${calendar === 'jalali' ? 'persian' : 'gregory'}`, {
    year: 'numeric', month: 'numeric', day: 'numeric', timeZone,
  });
  const units = (unit: 'minute' | 'hour' | 'day' | 'second', n: number, isBrief: boolean) =>
    new Intl.NumberFormat(plain, { style: 'unit', unit, unitDisplay: locale === 'fa' ? 'long' : isBrief ? 'narrow' : 'short' }).format(n);

  const write = (text: string) =>
    digits === 'fa' ? text.replace(/[0-9]/g, (d) => String.fromCharCode(0x6f0 + Number(d))) : text;

  // Year first in both calendars: the order that sorts, and the one Persian readers know.
  function date(at: string): string {
    const found = Object.fromEntries(parts.formatToParts(new Date(at)).map((p) => [p.type, p.value]));
    return write(`${found.year ?? found.relatedYear}/${found.month}/${found.day}`);
  }

  function span(seconds: number, isBrief = false): string {
    if (seconds < MINUTE) return units('second', Math.max(0, Math.round(seconds)), isBrief);
    if (seconds < HOUR) return units('minute', Math.floor(seconds / MINUTE), isBrief);
    if (seconds < DAY) return units('hour', Math.floor(seconds / HOUR), isBrief);
    return units('day', Math.floor(seconds / DAY), isBrief);
  }

  return {
    number: (n) => numbers.format(n),
    digits: write,
    listed: (names) => names.join(locale === 'fa' ? '، ' : ', '),
    typed: (n) => (digits === 'fa' ? write(String(n)).replace('.', '٫') : String(n)),
    time: (at) => clock.format(new Date(at)),
    day: (at) => dayMonth.format(new Date(at)),
    date,
    moment(at) {
      const days = Math.round((Date.parse(keys.format(new Date(at))) - Date.parse(keys.format(Date.now()))) / (DAY * 1000));
      const day = Math.abs(days) <= 1 ? near.format(days, 'day') : date(at);
      return `${locale === 'fa' ? '\u200f' : ''}${day} ${clock.format(new Date(at))}`;
    },
    dayKey: (at) => keys.format(new Date(at)),
    ago(at, now) {
      const when = new Date(at);
      if (keys.format(when) === keys.format(now)) return clock.format(when);
      return now - when.getTime() < 6 * DAY * 1000
        ? weekday.format(when)
        : date(at);
    },
    span: (seconds) => span(seconds),
    brief: (seconds) => span(seconds, true),
    size(bytes) {
      const unit = bytes >= 1048576 ? 'megabyte' : 'kilobyte';
      const amount = bytes >= 1048576 ? bytes / 1048576 : Math.max(1, Math.round(bytes / 1024));
      return new Intl.NumberFormat(plain, { style: 'unit', unit, maximumFractionDigits: 1 }).format(amount);
    },
  };
}

/** Digits of the three scripts as 0–9, for what people type into number fields. */
export function latinDigits(text: string): string {
  return text
    .replace(/[۰-۹]/g, (d) => String(d.charCodeAt(0) - 0x6f0))
    .replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x660));
}
