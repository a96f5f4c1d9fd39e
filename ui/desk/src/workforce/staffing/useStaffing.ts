import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '~/api/client';
import type { Staffed, StaffedIntervals } from '../types';
import { around, fastest, intervalOf, termsOf, type Ask } from './params';

const SETTLE_MS = 140;

/** What the server makes of it: what the target needs, and what the people who were chosen give. */
export interface Answer {
  ask: Ask;
  needed: Staffed;
  chosen: Staffed;
}

export function useStaffing(ask: Ask) {
  const [asked] = useDebouncedValue(ask, SETTLE_MS);
  const queryKey = ['workforce', 'staffing', { ...asked, month: null, days: null }];
  const query = useQuery({
    queryKey,
    async queryFn({ signal }): Promise<Answer> {
      const intervals = asked.agents === null ? [intervalOf(asked)] : [intervalOf(asked, null), intervalOf(asked)];
      const { items } = await api.ask<StaffedIntervals>('/workforce/staffing', { intervals, ...termsOf(asked) }, signal);
      const [needed] = items as [Staffed];
      return { ask: asked, needed, chosen: items[1] ?? needed };
    },
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
  return { query, queryKey };
}


/** What more and fewer people would give. */
export function useCurve(answer: Answer | undefined) {
  const counts = answer ? around(answer.needed.agents, answer.chosen.agents, answer.needed.load_erlang / fastest(answer.ask)) : [];
  return useQuery({
    queryKey: ['workforce', 'curve', { ...answer?.ask, agents: counts, month: null, days: null }],
    async queryFn({ signal }): Promise<Staffed[]> {
      const { ask } = answer as Answer;
      const intervals = counts.map((agents) => intervalOf(ask, agents));
      return (await api.ask<StaffedIntervals>('/workforce/staffing', { intervals, ...termsOf(ask) }, signal)).items;
    },
    enabled: answer !== undefined && counts.length > 0 && answer.ask.volume > 0,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
}
