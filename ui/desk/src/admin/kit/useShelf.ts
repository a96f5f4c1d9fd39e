import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '~/api/client';
import type { Id, Page } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { sayFailure } from '~/shared/toast';

const PAGE = 100;
const SETTLED = 5 * 60_000;

/** All rows of one kind of configuration, page after page. */
export const shelfQuery = <T>(name: string) =>
  queryOptions({
    queryKey: ['configuration', name, 'all'],
    async queryFn({ signal }) {
      const items: T[] = [];
      let next: string | null = null;
      do {
        const after: string = next ? `&after=${encodeURIComponent(next)}` : '';
        const page: Page<T> = await api.get<Page<T>>(`/${name}?limit=${PAGE}${after}`, signal);
        items.push(...page.items);
        next = page.next;
      } while (next);
      return items;
    },
    staleTime: SETTLED,
  });

interface Row {
  id: Id;
}

/** The rows with the ways to change them; the list shows a change when the server has it, a removal at once. */
export function useShelf<T extends Row>(name: string) {
  const client = useQueryClient();
  const { t } = useLanguage();
  const query = shelfQuery<T>(name);
  const { data, isPending, error, refetch } = useQuery(query);
  const again = () => client.invalidateQueries({ queryKey: ['configuration'] });

  const save = useMutation({
    mutationFn: ({ id, body }: { id: Id | null; body: Record<string, unknown> }) =>
      id ? api.patch<T>(`/${name}/${id}`, body) : api.post<T>(`/${name}`, body),
    onSuccess(row) {
      if (row?.id) {
        client.setQueryData<T[]>(query.queryKey, (all) => all && (all.some((r) => r.id === row.id)
          ? all.map((r) => (r.id === row.id ? row : r))
          : [...all, row]));
      }
      void again();
    },
  });

  const remove = useMutation({
    mutationFn: (id: Id) => api.delete<void>(`/${name}/${id}`),
    onMutate(id) {
      const before = client.getQueryData<T[]>(query.queryKey);
      client.setQueryData<T[]>(query.queryKey, (all) => all?.filter((r) => r.id !== id));
      return before;
    },
    onError(failure, _, before) {
      client.setQueryData(query.queryKey, before);
      sayFailure(t, failure);
    },
    onSettled: again,
  });

  /** Removes a row whose page is being left; a failure is said by `remove` and brings the row back. */
  async function dismiss(id: Id, then: () => void): Promise<void> {
    try {
      await remove.mutateAsync(id);
    } catch {
      return;
    }
    then();
  }

  return { items: data ?? [], isPending, error, refetch, save, remove, dismiss };
}

/** A shelf to look names up in. */
export function useRows<T extends Row>(name: string): T[] {
  return useQuery(shelfQuery<T>(name)).data ?? NOTHING;
}

const NOTHING: never[] = [];
