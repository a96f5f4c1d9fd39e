import type { QueryClient } from '@tanstack/react-query';
import { conversationQuery, draftQuery, messagesQuery } from '~/api/queries';
import type { Id } from '~/api/types';

/** Reads a conversation ahead, so that opening it shows at once. */
export function prefetchConversation(client: QueryClient, id: Id): void {
  void client.prefetchQuery(conversationQuery(id));
  void client.prefetchInfiniteQuery(messagesQuery(id));
  void client.prefetchQuery(draftQuery(id));
}
