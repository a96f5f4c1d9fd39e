import { queryOptions } from '@tanstack/react-query';
import { api } from '~/api/client';
import type { Id } from '~/api/types';
import type { Composition } from './types';

/** How an answer by mail would go out; asked anew with every mail that comes or goes. */
export const compositionQuery = (conversation: Id, channel: Id, position: number) =>
  queryOptions({
    queryKey: ['composition', conversation, channel, position],
    queryFn: ({ signal }) => api.get<Composition>(`/conversations/${conversation}/mail-composition?channel_id=${channel}`, signal),
    staleTime: 5 * 60_000,
    placeholderData: (before) => before,
  });
