import type { QueryClient } from '@tanstack/react-query';
import { conversationQuery, draftQuery, meQuery, messagesQuery } from '~/api/queries';
import type { Id } from '~/api/types';

/** Reads a conversation ahead, so that opening it shows at once. */
export function prefetchConversation(client: QueryClient, id: Id): void {
  void client.prefetchQuery(conversationQuery(id));
  void client.prefetchInfiniteQuery(messagesQuery(id));
  if (client.getQueryData(meQuery.queryKey)?.permissions.includes('conversations.write')) void client.prefetchQuery(draftQuery(id));
}
