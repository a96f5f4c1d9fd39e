import { readNumber } from '../../staffing/params';
import type { TabledMonths } from '../types';
import { addMonths } from './months';

/** People who do the same work; `months` come from a table, else from the first month and growth. */
export interface Group {
  name: string;
  volume: number;
  low: number;
  high: number;
  staff: number;
  starting: number;
  /** Cost of an hour where they sit ÷ in the own house. */
  factor: number;
  months: TabledMonths['groups'][number]['months'] | null;
}

/** What is asked of the plan for all groups, as it stands in the address: amounts as people write them. */
export interface Ask {
  growth: number;
  months: number;
  aht: number;
  shrinkage: number;
  share: number;
  within: number;
  paid: number;
  opens: number;
  closes: number;
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

export interface Question {
  ask: Ask;
  groups: Group[];
  /** Where months come from a table: its first one, and whose months they are. */
  table: Pick<TabledMonths, 'first' | 'reckoning'> | null;
}

export const DEFAULT: Ask = {
  growth: 2, months: 12, aht: 240, shrinkage: 30, share: 80, within: 20, paid: 44, opens: 8, closes: 20,
  attrition: 3, cover: 50, recruiting: 3, training: 4, pace1: 60, pace2: 85, passing: 90, least: 1, most: 12, classes: 1,
  salary: 0, hire: 0, course: 0, seats: 0,
};
export const NEW_GROUP: Group = { name: '', volume: 20_000, low: 18_000, high: 22_500, staff: 14, starting: 0, factor: 1, months: null };
export const MOST_GROUPS = 20;

type GroupNumber = 'volume' | 'low' | 'high' | 'staff' | 'starting' | 'factor';
const OF_GROUP: readonly GroupNumber[] = ['volume', 'low', 'high', 'staff', 'starting', 'factor'];

export const BOUNDS: Record<keyof Ask | GroupNumber, readonly [number, number]> = {
  volume: [0, 10_000_000], low: [0, 10_000_000], high: [0, 10_000_000], growth: [-20, 50], months: [3, 36], aht: [1, 86_400], shrinkage: [0, 90], share: [1, 99],
  within: [0, 86_400], paid: [1, 80], opens: [0, 23], closes: [1, 24], staff: [0, 10_000], starting: [0, 1000], factor: [0.01, 100], attrition: [0, 50], cover: [50, 95],
  recruiting: [0, 52], training: [0, 52], pace1: [1, 100], pace2: [1, 100], passing: [1, 100], least: [1, 1000], most: [1, 1000], classes: [0, 100],
  salary: [0, 1e15], hire: [0, 1e15], course: [0, 1e15], seats: [0, 100_000],
};

const isWithin = (name: keyof typeof BOUNDS, value: number) => value >= BOUNDS[name][0] && value <= BOUNDS[name][1];

export function readQuestion(search: URLSearchParams): Question {
  const ask = { ...DEFAULT };
  const first = { ...NEW_GROUP };
  const read = (name: keyof typeof BOUNDS, take: (value: number) => void) => {
    const value = readNumber((search.get(name) ?? '').replace(/^-/, ''));
    const signed = value !== null && search.get(name)?.startsWith('-') ? -value : value;
    if (signed !== null && isWithin(name, signed)) take(signed);
  };
  for (const name of Object.keys(DEFAULT) as (keyof Ask)[]) read(name, (value) => { ask[name] = value; });
  for (const name of OF_GROUP) read(name, (value) => { first[name] = value; });
  const groups = search.getAll('group').slice(0, MOST_GROUPS).map(readGroup).filter((one) => one !== null);
  return { ask, groups: groups.length ? groups : [first], table: null };
}

/** Numbers first, then the name, which may hold commas. */
function readGroup(text: string): Group | null {
  const parts = text.split(',');
  const numbers = parts.slice(0, OF_GROUP.length).map(readNumber);
  const group = { ...NEW_GROUP, name: parts.slice(OF_GROUP.length).join(',').trim().slice(0, 120) };
  for (const [i, name] of OF_GROUP.entries()) {
    const value = numbers[i];
    if (value == null || !isWithin(name, value)) return null;
    group[name] = value;
  }
  return group;
}

/** The address that asks the same; months of a table are too many for it. */
export function writeQuestion({ ask, groups }: Question): URLSearchParams {
  const search = new URLSearchParams();
  const [first] = groups;
  if (groups.length > 1 || first?.name) for (const one of groups) search.append('group', [...OF_GROUP.map((name) => one[name]), one.name].join(','));
  else if (first) for (const name of OF_GROUP) if (first[name] !== NEW_GROUP[name]) search.set(name, String(first[name]));
  for (const name of Object.keys(DEFAULT) as (keyof Ask)[]) if (ask[name] !== DEFAULT[name]) search.set(name, String(ask[name]));
  return search;
}

/** How many months are planned: those of the table where there is one. */
export const monthsOf = ({ ask, groups }: Question): number => groups.find((one) => one.months)?.months?.length ?? ask.months;

/** The question as the API takes it: months grow by a share of the one before, and their doubt with the square root of time. */
export function wishOf(question: Question, nameOf: (at: number) => string, seat: number, calendar: 'jalali' | 'gregorian', today: string) {
  const { ask, groups, table } = question;
  const count = monthsOf(question);
  return {
    first: table?.first ?? addMonths(today, calendar),
    reckoning: table?.reckoning ?? calendar,
    groups: groups.map((one, at) => ({ name: nameOf(at), staff: one.staff, starting: one.starting ? [one.starting] : [], cost_factor: one.factor, months: one.months ?? grown(one, ask.growth, count) })),
    work: { aht_s: ask.aht, share: ask.share / 100, within_s: ask.within, shrinkage: ask.shrinkage / 100, opens_min: ask.opens * 60, closes_min: ask.closes * 60, paid_hours_week: ask.paid },
    team: {
      attrition: ask.attrition / 100, recruit_weeks: ask.recruiting, training_weeks: ask.training, ramp: [ask.pace1 / 100, ask.pace2 / 100], passing: ask.passing / 100,
      class_least: ask.least, class_most: ask.most, classes_a_month: ask.classes,
    },
    prices: { salary_month: ask.salary, hire: ask.hire, training: ask.course, seat, seats: ask.seats },
    cover: ask.cover / 100,
  };
}

function grown({ volume, low, high }: Group, growth: number, count: number) {
  const [down, up] = [volume ? low / volume : 1, volume ? high / volume : 1];
  return Array.from({ length: count }, (_, i) => {
    const middle = volume * (1 + growth / 100) ** i;
    const wide = Math.sqrt(i + 1);
    return { volume: middle, low: middle * down ** wide, high: middle * up ** wide };
  });
}
