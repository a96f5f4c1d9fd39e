import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from './client';
import type {
  Bulletin, CannedReply, Channel, Conversation, ConversationSummary, Counts, Customer, DemoAccount, Disposition,
  Draft, Explanation, Id, Label, Me, MessagePage, MyWork, Named, Page, Person, Presence, Queue, SearchResult, View,
} from './types';

const SETTLED = 5 * 60_000;

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => api.get<Me>('/me', signal),
  staleTime: Infinity,
  retry: false,
});

export const demoAccountsQuery = queryOptions({
  queryKey: ['demo-accounts'],
  queryFn: ({ signal }) => api.get<{ items: DemoAccount[] }>('/demo/accounts', signal),
  staleTime: Infinity,
  retry: false,
});

export const conversationsQuery = (view: View) =>
  infiniteQueryOptions({
    queryKey: ['conversations', view],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ConversationSummary>>(
        `/conversations?view=${view}&limit=50${pageParam ? `&after=${encodeURIComponent(pageParam)}` : ''}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: SETTLED,
  });

export const countsQuery = queryOptions({
  queryKey: ['counts'],
  queryFn: ({ signal }) => api.get<Counts>('/conversations/counts', signal),
  staleTime: SETTLED,
});

export const conversationQuery = (id: Id) =>
  queryOptions({
    queryKey: ['conversation', id],
    queryFn: ({ signal }) => api.get<Conversation>(`/conversations/${id}`, signal),
    staleTime: SETTLED,
  });

export const messagesQuery = (id: Id) =>
  infiniteQueryOptions({
    queryKey: ['messages', id],
    queryFn: ({ pageParam, signal }) =>
      api.get<MessagePage>(
        `/conversations/${id}/messages?limit=50${pageParam ? `&before=${pageParam}` : ''}`, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.has_more ? (page.items[0]?.position ?? null) : null),
    staleTime: SETTLED,
  });

export const draftQuery = (id: Id) =>
  queryOptions({
    queryKey: ['draft', id],
    queryFn: async ({ signal }) => (await api.get<Draft | null>(`/conversations/${id}/draft`, signal)) ?? null,
    staleTime: Infinity,
  });

export const customerQuery = (id: Id) =>
  queryOptions({
    queryKey: ['customer', id],
    queryFn: ({ signal }) => api.get<Customer>(`/customers/${id}`, signal),
    staleTime: SETTLED,
  });

export const workQuery = queryOptions({
  queryKey: ['work'],
  queryFn: ({ signal }) => api.get<MyWork>('/me/work', signal),
  staleTime: SETTLED,
});

export const explanationQuery = (workItem: Id) =>
  queryOptions({
    queryKey: ['explanation', workItem],
    queryFn: ({ signal }) => api.get<Explanation>(`/work-items/${workItem}/explanation`, signal),
    staleTime: SETTLED,
  });

export const presenceQuery = queryOptions({
  queryKey: ['presence'],
  queryFn: ({ signal }) => api.get<{ items: Presence[] }>('/presence', signal),
  staleTime: SETTLED,
});

/** A whole small catalogue of the organization (queues, people, labels …), page by page. */
const catalogue = <T>(name: string) =>
  queryOptions({ queryKey: ['configuration', name], queryFn: ({ signal }) => whole<T>(`/${name}`, signal), staleTime: SETTLED });

async function whole<T>(path: string, signal: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const page: Page<T> = await api.get<Page<T>>(`${path}?limit=100${after ? `&after=${encodeURIComponent(after)}` : ''}`, signal);
    items.push(...page.items);
    after = page.next ?? null;
  } while (after);
  return items;
}

export const peopleQuery = catalogue<Person>('users');
export const queuesQuery = catalogue<Queue>('queues');
export const departmentsQuery = catalogue<Named>('departments');
export const channelsQuery = catalogue<Channel>('channels');
export const labelsQuery = catalogue<Label>('labels');
export const cannedQuery = catalogue<CannedReply>('canned-replies');
export const dispositionsQuery = catalogue<Disposition>('dispositions');
export const bulletinsQuery = catalogue<Bulletin>('bulletins');

export const searchQuery = (query: string) =>
  queryOptions({
    queryKey: ['search', query],
    queryFn: ({ signal }) => api.get<SearchResult>(`/search?query=${encodeURIComponent(query)}`, signal),
    enabled: query.trim().length > 1,
    staleTime: 30_000,
  });
