import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ApiProblem } from '~/api/client';
import type { Id } from '~/api/types';
import type { Calculation } from '../types';

const ASK_AGAIN_MS = 700;

/** Told so by the server; a line that is down comes back. */
const isGone = (error: unknown) => error instanceof ApiProblem && error.status < 500;
const isOpen = (state: Calculation['state'] | undefined) => state === undefined || state === 'queued' || state === 'running';

/**
 * A long calculation as it goes: how far it is while it runs, then its result or why there is none.
 * `cancel` calls it off; the answer stands at once, its process ends within a second. `conclude` ends it with the best so far.
 */
export function useCalculation<Result = unknown>(id: Id | null) {
  const client = useQueryClient();
  const queryKey = ['calculation', id];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<Calculation>(`/calculations/${id}`, signal),
    enabled: id !== null,
    staleTime: Infinity,
    refetchInterval: ({ state }) => (isOpen(state.data?.state) && !isGone(state.error) ? ASK_AGAIN_MS : false),
  });
  const cancelling = useMutation({
    mutationFn: () => api.post<Calculation>(`/calculations/${id}/cancel`),
    onSuccess: async (cancelled) => {
      await client.cancelQueries({ queryKey });
      client.setQueryData(queryKey, cancelled);
    },
  });
  const concluding = useMutation({
    mutationFn: () => api.post<Calculation>(`/calculations/${id}/conclusion`),
    onSuccess: async (told) => {
      await client.cancelQueries({ queryKey });
      client.setQueryData(queryKey, told);
      await client.invalidateQueries({ queryKey });
    },
  });
  const calculation = query.data;
  return {
    calculation,
    result: calculation?.state === 'done' ? (calculation.result as Result) : undefined,
    isRunning: id !== null && isOpen(calculation?.state) && !isGone(query.error),
    error: query.error,
    cancel: () => cancelling.mutate(),
    isCancelling: cancelling.isPending,
    conclude: () => concluding.mutate(),
    isConcluding: concluding.isPending || (calculation?.concluding ?? false),
  };
}
