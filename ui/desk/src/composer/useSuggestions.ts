import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '~/api/client';
import { cannedQuery, peopleQuery } from '~/api/queries';
import type { Id, RenderedReply } from '~/api/types';
import { isLike, type Trigger } from './trigger';

export interface Suggestion {
  id: Id;
  title: string;
  detail: string;
  shortcut?: string;
}

const MOST = 7;

/** Canned replies for `/` and colleagues for `@`. */
export function useSuggestions(trigger: Trigger | null): Suggestion[] {
  const { data: canned } = useQuery({ ...cannedQuery, enabled: trigger?.sign === '/' });
  const { data: people } = useQuery({ ...peopleQuery, enabled: trigger?.sign === '@' });
  if (!trigger) return [];
  const { query } = trigger;
  if (trigger.sign === '/') {
    return (canned ?? [])
      .filter((c) => isLike(`${c.shortcut} ${c.title}`, query)).slice(0, MOST)
      .map((c) => ({ id: c.id, title: c.title, detail: c.text, shortcut: c.shortcut }));
  }
  return (people ?? [])
    .filter((p) => isLike(p.name, query.replace(/_/g, ' '))).slice(0, MOST)
    .map((p) => ({ id: p.id, title: p.name, detail: p.email }));
}

/** The server fills the variables of a canned reply for this very conversation. */
export function useRendering(conversation: Id) {
  const client = useQueryClient();
  return (canned: Id): Promise<RenderedReply> =>
    client.fetchQuery({
      queryKey: ['rendering', conversation, canned],
      queryFn: () => api.post<RenderedReply>(`/conversations/${conversation}/canned-replies/${canned}/rendering`),
    });
}
