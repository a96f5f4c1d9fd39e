import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '~/api/client';
import { draftQuery } from '~/api/queries';
import type { Draft, Id } from '~/api/types';

export type Saving = 'idle' | 'saving' | 'saved' | 'unsaved';

const QUIET_MS = 600;

/** Keeps what is being written on the server, a moment after the last key and at once when one leaves; a blank one is forgotten there. */
export function useDraft(conversation: Id) {
  const client = useQueryClient();
  const waiting = useRef<{ draft: Draft; timer: ReturnType<typeof setTimeout> } | null>(null);
  const [saving, setSaving] = useState<Saving>('idle');
  const path = `/conversations/${conversation}/draft`;

  const remember = useCallback((draft: Draft) =>
    client.setQueryData(draftQuery(conversation).queryKey, isBlank(draft) ? null : draft), [client, conversation]);

  const store = useCallback(async (draft: Draft) => {
    waiting.current = null;
    setSaving('saving');
    try {
      await api.put(path, { ...draft });
      // A reading that was older than this has brought what is no longer so.
      if (!waiting.current) remember(draft);
      setSaving(isBlank(draft) ? 'idle' : 'saved');
    } catch {
      setSaving('unsaved');
    }
  }, [path, remember]);

  const keep = useCallback((draft: Draft) => {
    remember(draft);
    if (waiting.current) clearTimeout(waiting.current.timer);
    waiting.current = { draft, timer: setTimeout(() => void store(draft), QUIET_MS) };
  }, [remember, store]);

  const forget = useCallback(() => {
    if (waiting.current) clearTimeout(waiting.current.timer);
    waiting.current = null;
    client.setQueryData(draftQuery(conversation).queryKey, null);
    void store({ kind: 'message', text: '', html: null, mail: null, channel_id: null, attachments: [] });
  }, [client, conversation, store]);

  useEffect(() => {
    function leave(): void {
      if (!waiting.current) return;
      clearTimeout(waiting.current.timer);
      const { draft } = waiting.current;
      waiting.current = null;
      void api.farewell(path, { ...draft }).catch(() => undefined);
    }
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [path]);

  return { keep, forget, saving };
}

/* Whom a mail shall reach is worth keeping before its first word. */
const isBlank = ({ text, attachments, mail }: Draft) =>
  text.trim() === '' && attachments.length === 0 && !(mail && (mail.to.length || mail.cc.length || mail.bcc.length || mail.subject !== null));
