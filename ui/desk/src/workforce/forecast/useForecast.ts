import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { api } from '~/api/client';
import type { Id } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import type { Hindsights, Outlooks } from '../types';

const FRESH_MS = 10 * 60_000;
export const WEEKS_BACK = 6;
export const MINUTES = ['15', '30', '60'] as const;
export const DAY = '1440';
export const HORIZONS = ['7', '14', '28', '56'] as const;

interface LedQueue {
  queue_id: Id;
  name: string;
}

/** The queues that the reader leads, as the board has them. */
export const useLedQueues = () => useQuery({
  queryKey: ['board', 'led'],
  queryFn: ({ signal }) => api.get<{ queues: LedQueue[] }>('/board', signal),
  select: ({ queues }) => queues,
  staleTime: FRESH_MS,
});

/** What is looked at, kept in the address. */
export function useChosen(queues: LedQueue[], hasDays = false) {
  const [search, setSearch] = useSearchParams();
  const oneOf = (name: string, all: readonly string[], usual: string) => (all.includes(search.get(name) ?? '') ? (search.get(name) as string) : usual);
  const queue = queues.find((q) => q.queue_id === search.get('queue')) ?? queues[0];
  const choose = (changes: Record<string, string | null>) => setSearch((before) => {
    const next = new URLSearchParams(before);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    return next;
  }, { replace: true });
  return { queue, channel: search.get('channel'), minutes: oneOf('minutes', hasDays ? [...MINUTES, DAY] : MINUTES, '60'), horizon: oneOf('horizon', HORIZONS, '28'), week: search.get('week'), search, choose };
}

export function useOutlooks(queue: Id | undefined, minutes: string, horizon: string) {
  const queryKey = ['workforce', 'forecast', queue, minutes, horizon];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<Outlooks>(`/workforce/forecast?queue_id=${queue}&minutes=${minutes}&horizon_days=${horizon}`, signal),
    enabled: queue !== undefined,
    staleTime: FRESH_MS,
  });
  return { query, queryKey };
}

export function useHindsights(queue: Id | undefined, minutes: string) {
  const queryKey = ['workforce', 'hindsight', queue, minutes];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<Hindsights>(`/workforce/hindsight?queue_id=${queue}&minutes=${minutes}&weeks=${WEEKS_BACK}`, signal),
    enabled: queue !== undefined,
    staleTime: FRESH_MS,
  });
  return { query, queryKey };
}

/** The day by the reader's clock. */
export function useToday(): string {
  const { format } = useLanguage();
  return useMemo(() => format.dayKey(new Date().toISOString()), [format]);
}
