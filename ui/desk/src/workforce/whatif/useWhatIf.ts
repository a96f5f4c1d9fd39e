import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, ApiProblem } from '~/api/client';
import { useMoney } from '../people/money';
import { changeOf, costsOf, typedOf, typesOf, type Kind, type Question } from './ask';
import type { Model, OwnBase, WhatIf, WhatIfWish } from './types';

const SETTLE_MS = 120;
const RIALS = { toman: 10, rial: 1 } as const;

/** A usual day of one's own centre; nothing where nobody has asked for it. */
export function useOwnBase(days: number, isWanted: boolean) {
  const [asked] = useDebouncedValue(days, 400);
  const queryKey = ['whatif', 'base', asked];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<OwnBase>(`/twin/base?days=${asked}`, signal),
    enabled: isWanted,
    placeholderData: keepPreviousData,
    staleTime: 10 * 60_000,
    retry: false,
  });
  return { query, queryKey };
}

/** What the question is put to: one's own usual day where there is one, else typed figures. */
export function baseOf({ source, figures }: Question, own: OwnBase | undefined): Pick<WhatIfWish, 'model' | 'typed'> | null {
  if (source === 'typed' || own?.model === null) return { typed: typedOf(figures) };
  return own ? { model: own.model } : null;
}

export function namesOf(question: Question, own: OwnBase | undefined): string[] {
  const isOwn = question.source === 'own' && own?.model;
  return isOwn ? typesOf(own.model as unknown as Model) : question.figures.departments.map((one) => one.name);
}

/** Whether the answer is that one team serves everything already: nothing to unite, or to teach each other. */
export const saysOneTeam = (error: Error | null): boolean =>
  error instanceof ApiProblem && (error.problem.errors ?? []).some((one) => one.code === 'twin_one_team');

/** The answer by formulas, a moment after the last move of a slider. */
export function useWhatIf(kind: Kind, question: Question, own: OwnBase | undefined) {
  const { unit, name } = useMoney();
  const base = baseOf(question, own);
  const wish: WhatIfWish | null = base && {
    ...base, what: changeOf(kind, question.ask, namesOf(question, own)), costs: costsOf(question.prices, RIALS[unit], name),
  };
  const [asked] = useDebouncedValue(wish, SETTLE_MS);
  const queryKey = ['whatif', 'answer', asked];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.ask<WhatIf>('/twin/what-ifs', asked as WhatIfWish, signal),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
  return { query, queryKey, wish: asked };
}
