/** A working calendar as it is stored; the server reads it with its working-time engine. */
export interface Slot {
  opens: string;
  closes: string;
}

/* The week from Saturday. */
export const DAYS = ['saturday', 'sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const;

export type Day = (typeof DAYS)[number];
export type Week = Partial<Record<Day, Slot[]>>;

export interface GregorianSpan {
  type: 'gregorian';
  first: string;
  last: string;
}

export interface JalaliSpan {
  type: 'jalali';
  first_month: number;
  first_day: number;
  last_month: number;
  last_day: number;
}

export interface Window {
  name: string;
  days: GregorianSpan | JalaliSpan;
  week: Week | null;
}

export interface JalaliHoliday {
  month: number;
  day: number;
  name: string;
}

export interface ExtraDate {
  first: string;
  name: string;
  last: string | null;
  within: Slot | null;
  cancelled: boolean;
}

export interface DayException {
  day: string;
  slots: Slot[];
  name: string;
}

export type Closure = { type: 'instant' | 'wall'; start: string; end: string; name: string };

export interface Definition {
  zone: string;
  week: Week;
  windows: Window[];
  country: string | null;
  holidays: JalaliHoliday[];
  extra_dates: ExtraDate[];
  exceptions: DayException[];
  closures: Closure[];
}

export interface CalendarRow {
  id: string;
  name: string;
  definition: Definition;
}

const OFFICE: Slot[] = [{ opens: '08:00:00', closes: '17:00:00' }];

export const newDefinition = (zone: string): Definition => ({
  zone,
  week: { saturday: OFFICE, sunday: OFFICE, monday: OFFICE, tuesday: OFFICE, wednesday: OFFICE, thursday: [{ opens: '08:00:00', closes: '13:00:00' }], friday: [] },
  windows: [], country: 'IR', holidays: [], extra_dates: [], exceptions: [], closures: [],
});

/** What was left out in storing has its default. */
export const whole = (stored: Partial<Definition> & Pick<Definition, 'zone' | 'week'>): Definition => ({
  ...newDefinition(stored.zone), country: null, ...stored,
});
