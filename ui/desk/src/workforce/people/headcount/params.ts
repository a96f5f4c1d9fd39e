import { addMonths } from './months';

/** What is asked of the plan, as it stands in the address: amounts as people write them. */
export interface Ask {
  volume: number;
  low: number;
  high: number;
  growth: number;
  months: number;
  aht: number;
  shrinkage: number;
  share: number;
  within: number;
  paid: number;
  opens: number;
  closes: number;
  staff: number;
  starting: number;
  attrition: number;
  cover: number;
  recruiting: number;
  training: number;
  pace1: number;
  pace2: number;
  passing: number;
  least: number;
  most: number;
  classes: number;
  salary: number;
  hire: number;
  course: number;
  seats: number;
}

export const DEFAULT: Ask = {
  volume: 20_000, low: 18_000, high: 22_500, growth: 2, months: 12, aht: 240, shrinkage: 30, share: 80, within: 20, paid: 44, opens: 8, closes: 20,
  staff: 14, starting: 0, attrition: 3, cover: 50, recruiting: 3, training: 4, pace1: 60, pace2: 85, passing: 90, least: 1, most: 12, classes: 1,
  salary: 0, hire: 0, course: 0, seats: 0,
};

export const BOUNDS: Record<keyof Ask, readonly [number, number]> = {
  volume: [0, 10_000_000], low: [0, 10_000_000], high: [0, 10_000_000], growth: [-20, 50], months: [3, 36], aht: [1, 86_400], shrinkage: [0, 90], share: [1, 99],
  within: [0, 86_400], paid: [1, 80], opens: [0, 23], closes: [1, 24], staff: [0, 10_000], starting: [0, 1000], attrition: [0, 50], cover: [50, 95],
  recruiting: [0, 52], training: [0, 52], pace1: [1, 100], pace2: [1, 100], passing: [1, 100], least: [1, 1000], most: [1, 1000], classes: [0, 100],
  salary: [0, 1e15], hire: [0, 1e15], course: [0, 1e15], seats: [0, 100_000],
};

export function readAsk(search: URLSearchParams): Ask {
  const found = { ...DEFAULT };
  for (const name of Object.keys(DEFAULT) as (keyof Ask)[]) {
    const text = search.get(name);
    const value = Number(text);
    const [least, most] = BOUNDS[name];
    if (text !== null && Number.isFinite(value) && value >= least && value <= most) found[name] = value;
  }
  return found;
}

export function writeAsk(ask: Ask): URLSearchParams {
  const search = new URLSearchParams();
  for (const name of Object.keys(DEFAULT) as (keyof Ask)[]) if (ask[name] !== DEFAULT[name]) search.set(name, String(ask[name]));
  return search;
}

/** The question as the API takes it: months grow by a share of the one before, and their doubt with the square root of time. */
export function wishOf(ask: Ask, group: string, seat: number, calendar: 'jalali' | 'gregorian', today: string) {
  const [down, up] = [ask.volume ? ask.low / ask.volume : 1, ask.volume ? ask.high / ask.volume : 1];
  const months = Array.from({ length: ask.months }, (_, i) => {
    const volume = ask.volume * (1 + ask.growth / 100) ** i;
    const wide = Math.sqrt(i + 1);
    return { volume, low: volume * down ** wide, high: volume * up ** wide };
  });
  return {
    first: addMonths(today, calendar),
    reckoning: calendar,
    groups: [{ name: group, staff: ask.staff, starting: ask.starting ? [ask.starting] : [], months }],
    work: { aht_s: ask.aht, share: ask.share / 100, within_s: ask.within, shrinkage: ask.shrinkage / 100, opens_min: ask.opens * 60, closes_min: ask.closes * 60, paid_hours_week: ask.paid },
    team: {
      attrition: ask.attrition / 100, recruit_weeks: ask.recruiting, training_weeks: ask.training, ramp: [ask.pace1 / 100, ask.pace2 / 100], passing: ask.passing / 100,
      class_least: ask.least, class_most: ask.most, classes_a_month: ask.classes,
    },
    prices: { salary_month: ask.salary, hire: ask.hire, training: ask.course, seat, seats: ask.seats },
    cover: ask.cover / 100,
  };
}
