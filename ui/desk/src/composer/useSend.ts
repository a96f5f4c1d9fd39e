import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api, newId } from '~/api/client';
import type { Attachment, Draft, Id, Instant, Message, NewMessage } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { dropMessage, putMessage } from '~/live/apply';
import { sayDone, sayFailure } from '~/shared/toast';
import { useMe } from '~/shell/me';

export interface Writing {
  kind: 'message' | 'note';
  text: string;
  channel: { channel_id: Id; kind: string } | null;
  attachments: Attachment[];
  mentions: Id[];
}

interface Pending {
  id: Id;
  until: Instant;
  writing: Pick<Draft, 'kind' | 'text' | 'channel_id' | 'attachments'>;
}

const DEFAULT_UNDO_S = 5;

/** The last message of a conversation that can still be held back; lives in the cache only. */
export const undoQuery = (id: Id) =>
  queryOptions<Pending | null>({ queryKey: ['undo', id], queryFn: () => null, staleTime: Infinity, gcTime: Infinity, initialData: null });

/** What was written here and is not confirmed: apart from what is fetched, so that no refresh can lose it. */
export const outgoingQuery = (id: Id) =>
  queryOptions<Message[]>({ queryKey: ['outgoing', id], queryFn: () => [], staleTime: Infinity, gcTime: Infinity, initialData: [] });

/** Sending is shown at once under an id made here; the same id goes again, so nothing is sent twice. */
export function useSend(conversation: Id) {
  const client = useQueryClient();
  const me = useMe();
  const { t } = useLanguage();
  const undoKey = undoQuery(conversation).queryKey;
  const outgoingKey = outgoingQuery(conversation).queryKey;
  const path = `/conversations/${conversation}/messages`;

  async function post(local: Message, sendAt?: Instant): Promise<void> {
    keep({ ...local, local: 'sending' });
    const undo_s = me.user.preferences.undo_s ?? me.organization.undo_seconds ?? DEFAULT_UNDO_S;
    const body: NewMessage = {
      id: local.id, kind: local.kind as NewMessage['kind'], text: local.text,
      attachments: local.attachments.map((a) => a.id), mentions: local.mentions ?? [],
      ...(local.channel_id ? { channel_id: local.channel_id } : {}),
      ...(local.kind === 'message' ? (sendAt ? { send_at: sendAt } : { undo_s }) : {}),
    };
    try {
      const sent = await api.post<Message>(path, { ...body });
      putMessage(client, sent);
      letGo(sent.id);
      if (sent.state === 'scheduled' && !sendAt && sent.send_at) offerUndo(sent, sent.send_at);
    } catch (error) {
      keep({ ...local, local: 'unsent' });
      sayFailure(t, error);
    }
  }

  const letGo = (id: Id) =>
    client.setQueryData<Message[]>(outgoingKey, (all) => (all ?? []).filter((m) => m.id !== id));

  const keep = (message: Message) =>
    client.setQueryData<Message[]>(outgoingKey, (all) => [...(all ?? []).filter((m) => m.id !== message.id), message]);

  function offerUndo({ id, text, channel_id, attachments }: Message, until: Instant): void {
    const pending: Pending = { id, until, writing: { kind: 'message', text, channel_id, attachments } };
    client.setQueryData<Pending | null>(undoKey, pending);
  }

  const forgetUndo = useCallback(() => client.setQueryData<Pending | null>(undoKey, null), [client, undoKey]);

  return {
    send: (writing: Writing, sendAt?: Instant) => post(asMessage(writing, conversation, me.user), sendAt),
    again: (message: Message) => post(message, message.send_at ?? undefined),
    drop(message: Message): void {
      letGo(message.id);
      sayDone(t('done.messageDropped'), { label: t('action.undo'), run: () => void keep(message) });
    },
    forgetUndo,
    async undo(): Promise<void> {
      const pending = client.getQueryData<Pending | null>(undoKey);
      if (!pending) return;
      forgetUndo();
      try {
        await api.delete(`${path}/${pending.id}`);
        dropMessage(client, conversation, pending.id);
        client.setQueryData(['draft', conversation], pending.writing);
        window.dispatchEvent(new CustomEvent('hamseda:returned', { detail: { conversation, writing: pending.writing } }));
      } catch (error) {
        sayFailure(t, error);
      }
    },
  };
}

function asMessage(writing: Writing, conversation: Id, me: { id: Id; name: string }): Message {
  return {
    id: newId(), conversation_id: conversation, interaction_id: null, position: Number.MAX_SAFE_INTEGER,
    kind: writing.kind, direction: writing.kind === 'note' ? 'internal' : 'outbound',
    author_kind: 'agent', author_id: me.id, author_name: me.name,
    channel_id: writing.channel?.channel_id ?? null, channel_kind: writing.channel?.kind ?? null,
    text: writing.text, html: null, text_direction: leansRight(writing.text) ? 'rtl' : 'ltr', state: 'queued', send_at: null,
    attachments: writing.attachments, meta: {}, mentions: writing.mentions,
    created_at: new Date().toISOString(),
  };
}

/** Direction by majority of letters, as the server will store it. */
export function leansRight(text: string): boolean {
  const right = text.match(/\p{Script=Arabic}|\p{Script=Hebrew}/gu)?.length ?? 0;
  const left = text.match(/\p{Script=Latin}|\p{Script=Cyrillic}|\p{Script=Greek}/gu)?.length ?? 0;
  return right >= left;
}
