/** Digits of three scripts in, ASCII out. */
export function latinDigits(text: string): string {
  return text.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(text);

/** Enough digits to ring; whether the number exists is for the server to say. */
export function isPhone(text: string): boolean {
  const digits = text.replace(/[\s()\-.]/g, "");
  return /^\+?\d{8,15}$/.test(digits);
}

const DAYS = 7;
const [FIRST_HOUR, LAST_HOUR, STEP] = [8 * 60, 20 * 60, 30];

/** The days a call may be asked for: from the day we open (or today), those with an hour left. */
export function callDays(opensAt: string | null, now = new Date()): Date[] {
  const from = opensAt ? new Date(opensAt) : now;
  const all = Array.from({ length: DAYS + 1 }, (_, i) => new Date(from.getFullYear(), from.getMonth(), from.getDate() + i));
  return all.filter((day) => callHours(day, opensAt, now).length > 0).slice(0, DAYS);
}

/** Minutes since midnight at which a call may be asked for on a day; the server refuses what is outside its hours. */
export function callHours(day: Date, opensAt: string | null, now = new Date()): number[] {
  const all = Array.from({ length: (LAST_HOUR - FIRST_HOUR) / STEP + 1 }, (_, i) => FIRST_HOUR + i * STEP);
  const earliest = Math.max(now.getTime(), opensAt ? Date.parse(opensAt) : 0);
  return all.filter((minutes) => Date.parse(instantOf(day, minutes)) >= earliest);
}

export function instantOf(day: Date, minutes: number): string {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), 0, minutes).toISOString();
}
