import { readNumber } from '../staffing/params';
import { BOUNDS, FIRST_ASK, type Ask, type Figures, type Kind, type Prices, type Question } from './ask';

type Bound = keyof typeof BOUNDS;
type NumberOf<T> = { [K in keyof T]: T[K] extends number | null ? K : never }[keyof T];

/** The sliders of each question: the name in the address, the field and its bounds. */
const SLIDERS: Record<Kind, readonly (readonly [string, NumberOf<Ask>, Bound])[]> = {
  growth: [['factor', 'factor', 'factor']],
  crisis: [['factor', 'crisis', 'crisis'], ['hours', 'hours', 'hours'], ['begins', 'begins', 'hour'], ['announced', 'announced', 'part'], ['callback', 'callback', 'part']],
  pooling: [],
  'cross-training': [],
  closing: [['from', 'closedFrom', 'hour'], ['until', 'closedUntil', 'hour'], ['follow', 'follow', 'part']],
  opening: [['from', 'openFrom', 'hour'], ['until', 'openUntil', 'hour'], ['moved', 'moved', 'part'], ['beyond', 'beyond', 'beyond']],
  containment: [['share', 'share', 'part'], ['steps', 'steps', 'steps']],
};
const CENTRE: readonly (readonly [string, NumberOf<Figures>, Bound])[] = [
  ['opens', 'opens', 'hour'], ['closes', 'closes', 'hour'], ['target', 'share', 'share'], ['within', 'within', 'within'], ['patience', 'patience', 'patience'], ['shrinkage', 'shrinkage', 'shrinkage'],
];
const PRICES: readonly (readonly [string, keyof Prices])[] = [['agent_hour', 'agent'], ['waited_hour', 'waited'], ['lost', 'lost']];
const NAMES = ['type', 'to'] as const;
const DEPARTMENT = 'department';
const MOST_DEPARTMENTS = 8;
const MOST_CONTACTS = 200_000;
const MOST_PRICE = 1e12;
const WHOLE = new Set(['steps', 'days']);

const isWithin = (bound: Bound, value: number) => value >= BOUNDS[bound][0] && value <= BOUNDS[bound][1] && (!WHOLE.has(bound) || Number.isInteger(value));

/** The address that asks the same of the same centre: only what is not the usual stands in it. */
export function writeQuestion(kind: Kind, { ask, source, days, figures, prices }: Question, first: Question): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, field] of SLIDERS[kind]) if (ask[field] !== null && ask[field] !== FIRST_ASK[field]) search.set(name, String(ask[field]));
  if (kind === 'closing') for (const name of NAMES) if (ask[name]) search.set(name, ask[name]);
  if (source !== first.source) search.set('centre', source);
  if (days !== first.days) search.set('days', String(days));
  for (const [name, field] of CENTRE) if (figures[field] !== first.figures[field]) search.set(name, String(figures[field]));
  if (JSON.stringify(figures.departments) !== JSON.stringify(first.figures.departments)) for (const one of figures.departments) search.append(DEPARTMENT, `${one.day},${one.aht},${one.name}`);
  for (const [name, field] of PRICES) if (prices[field] !== null) search.set(name, String(prices[field]));
  return search;
}

/** What an address asks, the usual for what it does not say; `faults` are the names in it that cannot be meant. Null: it asks nothing. */
export function readQuestion(kind: Kind, search: URLSearchParams, first: Question): { question: Question; faults: string[] } | null {
  const faults: string[] = [];
  const question: Question = { ...first, ask: { ...first.ask }, figures: { ...first.figures }, prices: { ...first.prices } };
  const number = (name: string, isRight: (value: number) => boolean, take: (value: number) => void) => {
    const text = search.get(name);
    if (text === null) return;
    const value = readNumber(text);
    if (value !== null && isRight(value)) take(value);
    else faults.push(name);
  };
  const asked = [...SLIDERS[kind].map(([name]) => name), ...NAMES, 'centre', 'days', ...CENTRE.map(([name]) => name), DEPARTMENT, ...PRICES.map(([name]) => name)];
  if (!asked.some((name) => search.has(name))) return null;
  for (const [name, field, bound] of SLIDERS[kind]) number(name, (n) => isWithin(bound, n), (n) => { question.ask[field] = n; });
  question.ask.type = search.get('type') ?? '';
  question.ask.to = search.get('to');
  const centre = search.get('centre');
  if (centre === 'own' || centre === 'typed') question.source = centre;
  else if (centre !== null) faults.push('centre');
  number('days', (n) => isWithin('days', n), (n) => { question.days = n; });
  for (const [name, field, bound] of CENTRE) number(name, (n) => isWithin(bound, n), (n) => { question.figures[field] = n; });
  if (question.figures.opens >= question.figures.closes) {
    Object.assign(question.figures, { opens: first.figures.opens, closes: first.figures.closes });
    faults.push('opens', 'closes');
  }
  const departments = search.getAll(DEPARTMENT).map(readDepartment);
  if (departments.length > 0 && departments.length <= MOST_DEPARTMENTS && departments.every((one) => one !== null)) question.figures.departments = departments;
  else if (departments.length > 0) faults.push(DEPARTMENT);
  for (const [name, field] of PRICES) number(name, (n) => n <= MOST_PRICE, (n) => { question.prices[field] = n; });
  return { question, faults };
}

function readDepartment(text: string): Figures['departments'][number] | null {
  const [day, aht, ...rest] = text.split(',');
  const name = rest.join(',').trim();
  const [contacts, seconds] = [readNumber(day ?? ''), readNumber(aht ?? '')];
  const isRight = (n: number | null): n is number => n !== null && n > 0 && n <= MOST_CONTACTS;
  return name && name.length <= 80 && isRight(contacts) && isRight(seconds) ? { name, day: contacts, aht: seconds } : null;
}
