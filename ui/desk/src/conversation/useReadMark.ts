import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { api } from '~/api/client';
import type { Conversation } from '~/api/types';
import { patchConversation, readTo } from '~/live/apply';

const LOOK_MS = 700;

/** Says what was read, once the page was really looked at for a moment. */
export function useReadMark(conversation: Conversation | undefined): void {
  const client = useQueryClient();
  const isVisible = useSyncExternalStore(watchVisibility, () => document.visibilityState === 'visible');
  const id = conversation?.id;
  const last = conversation?.last_position ?? 0;
  const isUnread = conversation !== undefined && conversation.read_position < last;

  useEffect(() => {
    if (!id || !isUnread || !isVisible) return;
    const timer = setTimeout(() => {
      patchConversation(client, id, (row) => readTo(row, last));
      // A lost mark is said again with the next message; nobody has to hear of it.
      void api.put(`/conversations/${id}/read`, { position: last }).catch(() => undefined);
    }, LOOK_MS);
    return () => clearTimeout(timer);
  }, [client, id, last, isUnread, isVisible]);
}

function watchVisibility(listener: () => void) {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}
