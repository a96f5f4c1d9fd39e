import { latinDigits } from '~/i18n/format';
import type { Definition, Interval, Model } from '../types';

/** What is asked of the calculator, as it stands in the address of the page. */
export interface Ask {
  volume: number;
  minutes: number;
  aht: number;
  share: number;
  within: number;
  definition: Definition;
  /** Seconds; null: nobody gives up. */
  patience: number | null;
  shrinkage: number;
  concurrency: number;
  /** f(1), …, f(concurrency): how many times as fast as through one chat an agent works through k; null: f(k) = k. */
  speeds: number[] | null;
  model: Model;
  /** People at work; null: as many as the target needs. */
  agents: number | null;
  month: number | null;
  days: number;
}

export const DEFAULT: Ask = {
  volume: 100, minutes: 30, aht: 180, share: 80, within: 20, definition: 'offered', patience: null, shrinkage: 30, concurrency: 1, speeds: null,
  model: 'slots', agents: null, month: null, days: 30,
};

/** The least and the most of each number. */
export const BOUNDS = {
  volume: [0, 100_000], minutes: [1, 1440], aht: [1, 86_400], share: [1, 99.9], within: [0, 86_400], patience: [1, 86_400],
  shrinkage: [0, 95], concurrency: [1, 20], agents: [0, 20_000], month: [1, 100_000_000], days: [1, 31],
} as const satisfies Partial<Record<keyof Ask, readonly [number, number]>>;

type NumberName = keyof typeof BOUNDS;

const NAMES: Record<keyof Ask, string> = {
  volume: 'volume', minutes: 'interval', aht: 'aht', share: 'target', within: 'within', definition: 'definition', patience: 'patience',
  shrinkage: 'shrinkage', concurrency: 'chats', speeds: 'speeds', model: 'model', agents: 'agents', month: 'month', days: 'days',
};
const WHOLE = new Set<keyof Ask>(['minutes', 'concurrency', 'agents', 'days']);
const DEFINITIONS: readonly Definition[] = ['offered', 'answered', 'with_abandons'];

/** A number as people type it: digits of three scripts, a Persian decimal sign, and thousands signs that mean nothing else. */
export function readNumber(text: string): number | null {
  const plain = latinDigits(text.trim()).replaceAll('٬', '').replace('٫', '.');
  return /^\d+(\.\d+)?$|^\.\d+$/.test(plain) ? Number(plain) : null;
}

export const isWithin = (name: NumberName, value: number): boolean =>
  value >= BOUNDS[name][0] && value <= BOUNDS[name][1] && (!WHOLE.has(name) || Number.isInteger(value));

/** What an address asks; `faults` are the names in it that cannot be meant, whose places the usual takes. */
export function readAsk(search: URLSearchParams): { ask: Ask; faults: string[] } {
  const ask: Ask = { ...DEFAULT };
  const faults: string[] = [];
  for (const name of Object.keys(BOUNDS) as NumberName[]) {
    const text = search.get(NAMES[name]);
    if (text === null) continue;
    const value = readNumber(text);
    if (value !== null && isWithin(name, value)) ask[name] = value;
    else faults.push(NAMES[name]);
  }
  const definition = search.get(NAMES.definition) as Definition | null;
  if (definition && DEFINITIONS.includes(definition)) ask.definition = definition;
  else if (definition) faults.push(NAMES.definition);
  const model = search.get(NAMES.model);
  if (model === 'chain' || model === 'slots') ask.model = model;
  else if (model) faults.push(NAMES.model);
  const speeds = search.get(NAMES.speeds);
  if (speeds !== null) ask.speeds = readSpeeds(speeds, ask.concurrency);
  if (speeds !== null && ask.speeds === null) faults.push(NAMES.speeds);
  return { ask, faults };
}

/** A further chat adds so much at first, where nothing better is known. */
const USUAL_GAIN = 0.7;

/** Speeds for so many chats at once; those that are known stay. */
export function speedsFor(held: number, known: number[] | null): number[] {
  const found = known?.slice(0, held) ?? [1];
  while (found.length < held) found.push(Math.min(found.length + 1, Math.round(((found.at(-1) ?? 1) + USUAL_GAIN) * 100) / 100));
  return found;
}

/** Whether speeds can be: f(1) = 1, never falling, never above the chats that are held. */
export const areSpeeds = (speeds: number[]): boolean =>
  speeds[0] === 1 && speeds.every((speed, i) => speed >= (speeds[i - 1] ?? 1) && speed <= i + 1);

function readSpeeds(text: string, held: number): number[] | null {
  const speeds = text.split(',').map(readNumber);
  return speeds.every((one) => one !== null) && speeds.length === held && areSpeeds(speeds) ? speeds : null;
}

/** The address that asks the same: only what is not the usual stands in it. */
export function writeAsk(ask: Ask): URLSearchParams {
  const search = new URLSearchParams();
  for (const name of Object.keys(NAMES) as (keyof Ask)[]) {
    const value = ask[name];
    if (value !== null && value !== DEFAULT[name]) search.set(NAMES[name], String(value));
  }
  return search;
}

/** One interval as the API takes it. */
export function intervalOf(ask: Ask, agents: number | null = ask.agents): Interval {
  return {
    volume: ask.volume, interval_s: ask.minutes * 60, aht_s: ask.aht, share: ask.share / 100, within_s: ask.within,
    shrinkage: ask.shrinkage / 100, concurrency: ask.concurrency, patience_s: ask.patience, agents,
  };
}

export const termsOf = ({ definition, concurrency, model, speeds }: Ask) => ({
  definition, model: concurrency > 1 ? model : ('slots' as const), ...(concurrency > 1 && speeds ? { speeds } : {}),
});

/** How many times as fast as through one chat somebody works who holds as many as they may. */
export const fastest = ({ concurrency, speeds }: Ask): number => speeds?.[concurrency - 1] ?? concurrency;

const POINTS = 21;

/** The numbers of people around those that are needed and those that were chosen, which a picture shows. */
export function around(needed: number, chosen: number, load: number): number[] {
  const low = Math.max(0, Math.min(chosen, Math.floor(load), needed - 4) - 1);
  const high = Math.max(chosen, needed + 4) + 1;
  const step = Math.max(1, Math.ceil((high - low) / (POINTS - 1)));
  const found = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => low + i * step);
  return [...new Set([...found, needed, chosen])].filter((n) => n > 0).sort((a, b) => a - b);
}

/** L = V / N / D: contacts an agent a day; of the interval alone where no month is given. */
export function quickEstimate({ volume, month, days }: Ask, agents: number): number | null {
  if (agents === 0) return null;
  return month === null ? volume / agents : month / agents / days;
}
