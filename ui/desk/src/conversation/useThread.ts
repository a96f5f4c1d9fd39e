import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { messagesQuery } from '~/api/queries';
import type { Id, Message } from '~/api/types';
import { outgoingQuery } from '~/composer/useSend';

/** Everything said in a conversation as far as it is loaded, oldest first, and last what is on its way from here. */
export function useThread(conversation: Id) {
  const thread = useInfiniteQuery(messagesQuery(conversation));
  const { data: outgoing = NONE } = useQuery(outgoingQuery(conversation));
  const messages = useMemo(() => {
    const confirmed = [...(thread.data?.pages ?? [])].reverse().flatMap((page) => page.items);
    const known = new Set(confirmed.map((m) => m.id));
    return [...confirmed, ...outgoing.filter((m) => !known.has(m.id))];
  }, [thread.data, outgoing]);
  return { thread, messages };
}

const NONE: Message[] = [];
