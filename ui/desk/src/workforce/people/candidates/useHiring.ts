import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { sayFailure } from '~/shared/toast';
import type { CandidateView, HiringMembers, TraitCards } from '../types';

const ROUTE = '/workforce/candidates';

export function useHiring() {
  const client = useQueryClient();
  const { t } = useLanguage();
  const queryKey = ['workforce', 'hiring'];
  const { data } = useQuery({ queryKey, queryFn: ({ signal }) => api.get<HiringMembers>('/workforce/hiring-members', signal) });
  const then = { onError: (error: unknown) => sayFailure(t, error), onSettled: () => client.invalidateQueries({ queryKey }) };
  const grant = useMutation({ mutationFn: (id: string) => api.put<void>(`/workforce/hiring-members/${id}`), ...then });
  const revoke = useMutation({ mutationFn: (id: string) => api.delete<void>(`/workforce/hiring-members/${id}`), ...then });
  return { members: data?.items ?? [], grant: grant.mutate, revoke: revoke.mutate };
}

export const useTraits = () => {
  const { locale } = useLanguage();
  return useQuery({ queryKey: ['workforce', 'traits', locale], queryFn: ({ signal }) => api.get<TraitCards>('/workforce/traits', signal), staleTime: Infinity });
};

/** One candidate, with the ways to write about them; every answer is the whole candidate anew. */
export function useCandidate(id: string) {
  const client = useQueryClient();
  const queryKey = ['workforce', 'candidate', id];
  const query = useQuery({ queryKey, queryFn: ({ signal }) => api.get<CandidateView>(`${ROUTE}/${id}`, signal) });
  const keep = (found: CandidateView | void) => {
    if (found) client.setQueryData(queryKey, found);
    else void client.invalidateQueries({ queryKey });
    void client.invalidateQueries({ queryKey: ['configuration', 'workforce/candidates'] });
  };
  const score = useMutation({
    mutationFn: ({ scoreId, body }: { scoreId: string | null; body: Record<string, unknown> }) =>
      (scoreId ? api.patch<CandidateView>(`${ROUTE}/${id}/scores/${scoreId}`, body) : api.post<CandidateView>(`${ROUTE}/${id}/scores`, body)),
    onSuccess: keep,
  });
  const unscore = useMutation({ mutationFn: (scoreId: string) => api.delete<void>(`${ROUTE}/${id}/scores/${scoreId}`), onSuccess: keep });
  const decide = useMutation({ mutationFn: (body: Record<string, unknown>) => api.put<CandidateView>(`${ROUTE}/${id}/decision`, body), onSuccess: keep });
  const remove = useMutation({ mutationFn: () => api.delete<void>(`${ROUTE}/${id}`), onSuccess: () => client.invalidateQueries({ queryKey: ['configuration', 'workforce/candidates'] }) });
  return { query, score, unscore, decide, remove };
}
