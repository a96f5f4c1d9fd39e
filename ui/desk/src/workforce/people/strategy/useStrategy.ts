import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { sayFailure } from '~/shared/toast';
import type { Strategy, StrategyAnswers } from '../types';

export type Answer = Partial<StrategyAnswers>;

const SETTLE_MS = 350;
const ROUTE = '/workforce/strategy';

/** The answers of the house: shown as they are typed, kept a moment later, with what follows from them. */
export function useStrategy() {
  const client = useQueryClient();
  const { t } = useLanguage();
  const queryKey = ['workforce', 'strategy'];
  const query = useQuery({ queryKey, queryFn: ({ signal }) => api.get<Strategy>(ROUTE, signal) });
  const [typed, setTyped] = useState<Answer>({});
  const unsent = useRef<Answer>({});
  const keep = useMutation({
    mutationFn: (changes: Answer) => api.patch<Strategy>(ROUTE, changes),
    onSuccess: (found) => client.setQueryData(queryKey, found),
    onError: (error) => sayFailure(t, error),
    onSettled: () => setTyped({ ...unsent.current }),
  });
  useEffect(() => {
    if (Object.keys(unsent.current).length === 0) return;
    const timer = setTimeout(() => {
      const changes = unsent.current;
      unsent.current = {};
      keep.mutate(changes);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return {
    query,
    answers: { ...query.data?.answers, ...typed } as StrategyAnswers,
    isSaving: keep.isPending || Object.keys(typed).length > 0,
    answer(changes: Answer) {
      unsent.current = { ...unsent.current, ...changes };
      setTyped((now) => ({ ...now, ...changes }));
    },
  };
}
