import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api, ApiProblem, newId } from '~/api/client';
import type { Attachment, Draft, Id, Instant, MailDraft, Message, NewMessage } from '~/api/types';
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
  html: string | null;
  mail: MailDraft | null;
}

interface Pending {
  id: Id;
  until: Instant;
  /** Puts what was written back to where it was. */
  giveBack: () => void;
}

/** What was on its way and is in the composer again. */
export interface Returned {
  conversation: Id;
  writing: Draft;
  /** Whether the person wanted it back. */
  isAsked: boolean;
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
      // The server makes the plain words of a dressed text: they are made in one place.
      ...(local.html ? { html: local.html, text: '' } : {}),
      ...local.mail,
      ...(local.kind === 'message' ? (sendAt ? { send_at: sendAt } : { undo_s }) : {}),
    };
    try {
      const sent = await api.post<Message>(path, { ...body });
      putMessage(client, sent);
      letGo(sent.id);
      if (sent.state === 'scheduled' && !sendAt && sent.send_at) offerUndo(sent.id, sent.send_at, () => giveBack(local));
    } catch (error) {
      // What is refused would be refused again: it goes back to where it can be mended.
      if (isRefused(error) && local.kind === 'message' && comeBack(local, false)) letGo(local.id);
      else keep({ ...local, local: 'unsent' });
      sayFailure(t, error);
    }
  }

  const letGo = (id: Id) =>
    client.setQueryData<Message[]>(outgoingKey, (all) => (all ?? []).filter((m) => m.id !== id));

  const keep = (message: Message) =>
    client.setQueryData<Message[]>(outgoingKey, (all) => [...(all ?? []).filter((m) => m.id !== message.id), message]);

  const offerUndo = (id: Id, until: Instant, back: () => void) =>
    client.setQueryData<Pending>(undoKey, { id, until, giveBack: back });

  function giveBack(message: Message): void {
    client.setQueryData(['draft', conversation], writingOf(message));
    comeBack(message, true);
  }

  /** True: the composer has it again. */
  function comeBack(message: Message, isAsked: boolean): boolean {
    const detail: Returned = { conversation, writing: writingOf(message), isAsked };
    return !window.dispatchEvent(new CustomEvent('hamseda:returned', { cancelable: true, detail }));
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
    offerUndo,
    async undo(): Promise<void> {
      const pending = client.getQueryData<Pending | null>(undoKey);
      if (!pending) return;
      forgetUndo();
      try {
        await api.delete(`${path}/${pending.id}`);
        dropMessage(client, conversation, pending.id);
        pending.giveBack();
      } catch (error) {
        sayFailure(t, error);
      }
    },
  };
}

const writingOf = ({ text, html, mail = null, channel_id, attachments }: Message): Draft =>
  ({ kind: 'message', text, html, mail, channel_id, attachments });

/* To be signed out, too slow or too often passes by itself. */
const PASSING = new Set([401, 408, 429]);
const isRefused = (error: unknown) => error instanceof ApiProblem && error.status >= 400 && error.status < 500 && !PASSING.has(error.status);

function asMessage(writing: Writing, conversation: Id, me: { id: Id; name: string }): Message {
  return {
    id: newId(), conversation_id: conversation, interaction_id: null, position: Number.MAX_SAFE_INTEGER,
    kind: writing.kind, direction: writing.kind === 'note' ? 'internal' : 'outbound',
    author_kind: 'agent', author_id: me.id, author_name: me.name,
    channel_id: writing.channel?.channel_id ?? null, channel_kind: writing.channel?.kind ?? null,
    text: writing.text, html: writing.html, text_direction: leansRight(writing.text) ? 'rtl' : 'ltr', state: 'queued', send_at: null,
    attachments: writing.attachments, meta: {}, mentions: writing.mentions, mail: writing.mail,
    created_at: new Date().toISOString(),
  };
}

/** Direction by majority of letters, as the server will store it. */
export function leansRight(text: string): boolean {
  const right = text.match(/\p{Script=Arabic}|\p{Script=Hebrew}/gu)?.length ?? 0;
  const left = text.match(/\p{Script=Latin}|\p{Script=Cyrillic}|\p{Script=Greek}/gu)?.length ?? 0;
  return right >= left;
}
