import type { Translate } from '~/i18n/context';
import type { WhatIfKey } from './messages';
import type { Change, Costs, Model, Typed } from './types';

/** The questions that can be asked, each a page. */
export const KINDS = ['growth', 'crisis', 'pooling', 'cross-training', 'closing', 'opening', 'containment'] as const;
export type Kind = (typeof KINDS)[number];

/** Length of a period of the day that answers tell, in minutes; the day begins at midnight. */
export const MINUTES = 30;
export const periodOf = (hour: number): number => Math.round((hour * 60) / MINUTES);

/** What is asked of a change: every slider, kept from page to page. */
export interface Ask {
  factor: number;
  crisis: number;
  hours: number;
  /** Hour of the day; null: the busiest time. */
  begins: number | null;
  announced: number;
  callback: number;
  type: string;
  /** Where those go who find it closed; null: they leave a message. */
  to: string | null;
  closedFrom: number;
  closedUntil: number;
  follow: number;
  openFrom: number;
  openUntil: number;
  moved: number;
  beyond: number;
  share: number;
  steps: number;
}

export interface Figures {
  departments: { name: string; day: number; aht: number }[];
  opens: number;
  closes: number;
  share: number;
  within: number;
  patience: number;
  shrinkage: number;
}

/** In rial. */
export interface Prices {
  agent: number | null;
  waited: number | null;
  lost: number | null;
}

export interface Question {
  ask: Ask;
  source: 'own' | 'typed';
  days: number;
  figures: Figures;
  prices: Prices;
}

export const FIRST_ASK: Ask = {
  factor: 1.5, crisis: 3, hours: 2, begins: null, announced: 25, callback: 40, type: '', to: null, closedFrom: 16, closedUntil: 20,
  follow: 70, openFrom: 8, openUntil: 22, moved: 60, beyond: 30, share: 20, steps: 2,
};

export const BOUNDS = {
  factor: [0.1, 20], crisis: [1, 50], hours: [0.5, 24], hour: [0, 24], part: [0, 100], beyond: [0, 500], steps: [1, 2], days: [1, 92],
  share: [1, 99.9], within: [0, 3600], patience: [1, 3600], shrinkage: [0, 90],
} as const satisfies Record<string, readonly [number, number]>;

const KEPT = 'hamseda.whatif';

/** Figures to begin with; they are samples, and the page says so. */
export function firstQuestion(t: Translate<WhatIfKey>): Question {
  return {
    ask: FIRST_ASK, source: 'own', days: 28,
    figures: {
      departments: [{ name: t('first.tech'), day: 900, aht: 300 }, { name: t('first.service'), day: 600, aht: 200 }, { name: t('first.chat'), day: 300, aht: 240 }],
      opens: 8, closes: 20, share: 80, within: 20, patience: 180, shrinkage: 30,
    },
    prices: { agent: null, waited: null, lost: null },
  };
}

/** The question as it was left in this window, so that pages share one centre. */
export function keptQuestion(t: Translate<WhatIfKey>): Question {
  const first = firstQuestion(t);
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as Partial<Question> | null;
    return kept ? { ...first, ...kept, ask: { ...first.ask, ...kept.ask } } : first;
  } catch {
    return first;
  }
}

export const keepQuestion = (question: Question): void => sessionStorage.setItem(KEPT, JSON.stringify(question));

const part = (percent: number): number => percent / 100;
/** A crisis that is put late ends with the day. */
function crisisSpan(begins: number | null, hours: number): { first: number | null; periods: number } {
  if (begins === null) return { first: null, periods: Math.max(1, periodOf(hours)) };
  const first = Math.min(periodOf(begins), periodOf(24) - 1);
  return { first, periods: Math.max(1, Math.min(periodOf(hours), periodOf(24) - first)) };
}

const span = (from: number, until: number) => ({ first: Math.min(periodOf(from), periodOf(24) - 1), periods: Math.max(1, periodOf(until) - periodOf(from)) });

/** The change as the API takes it; `types` are the names that the centre has. */
export function changeOf(kind: Kind, ask: Ask, types: string[]): Change {
  switch (kind) {
    case 'growth':
      return { kind: 'growth', factor: ask.factor };
    case 'crisis':
      return { kind: 'crisis', factor: ask.crisis, ...crisisSpan(ask.begins, ask.hours), announced: part(ask.announced), callback: part(ask.callback) };
    case 'pooling':
      return { kind: 'pooling' };
    case 'cross-training':
      return { kind: 'cross_training' };
    case 'closing': {
      const { type, to } = closingOf(ask, types);
      return { kind: 'closing', type, to, follow: part(ask.follow), ...span(ask.closedFrom, ask.closedUntil) };
    }
    case 'opening':
      return { kind: 'opening', moved: part(ask.moved), beyond: part(ask.beyond), ...span(ask.openFrom, ask.openUntil) };
    case 'containment':
      return { kind: 'containment', share: part(ask.share), steps: ask.steps };
  }
}

/** Which type closes, and where its people go: what was chosen while it is there, else the last one, and messages. */
export function closingOf({ type, to }: Ask, types: string[]): { type: string; to: string | null } {
  const chosen = types.includes(type) ? type : (types.at(-1) ?? '');
  return { type: chosen, to: to !== null && to !== chosen && types.includes(to) ? to : null };
}

export function typedOf({ departments, opens, closes, share, within, patience, shrinkage }: Figures): Typed {
  return {
    departments: departments.map(({ name, day, aht }) => ({ name, day, aht_s: aht, patience_s: patience })),
    opens, closes, share: part(share), within_s: within, shrinkage: part(shrinkage),
  };
}

/** Prices in the reader's unit, which the sentences name. */
export function costsOf({ agent, waited, lost }: Prices, rials: number, currency: string): Costs | null {
  if (agent === null && waited === null && lost === null) return null;
  return { agent_hour: (agent ?? 0) / rials, waited_hour: (waited ?? 0) / rials, lost: (lost ?? 0) / rials, currency };
}

export const typesOf = (model: Model): string[] => model.types.map((one) => one.name);
