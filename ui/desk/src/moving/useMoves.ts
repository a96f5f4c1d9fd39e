import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { api } from '~/api/client';
import type { ConversationSummary, Id } from '~/api/types';
import { useLanguage, useMessages } from '~/i18n/context';
import { sayDone, sayFailure } from '~/shared/toast';
import { movingMessages } from './messages';

export interface Splitting {
  id: Id;
  message_id: Id;
  following: boolean;
  queue_id: Id | null;
  subject: string | null;
}

/** Splits, merges and the way back; each is asked for under an id of its own, so that asking again does it once. */
export function useMoves() {
  const client = useQueryClient();
  const { t, format } = useLanguage();
  const say = useMessages(movingMessages);
  const [here, go] = useLocation();

  const renew = (...ids: Id[]) => {
    for (const id of ids) for (const key of ['conversation', 'messages', 'draft']) void client.invalidateQueries({ queryKey: [key, id] });
    for (const key of ['conversations', 'counts', 'work', 'customer']) void client.invalidateQueries({ queryKey: [key] });
  };

  /** The number keeps its own direction within a sentence of either. */
  const named = ({ number }: ConversationSummary) => `\u2066#${format.digits(String(number))}\u2069`;

  async function undo(move: Id, ...ids: Id[]): Promise<boolean> {
    try {
      await api.post(`/conversation-moves/${move}/reversal`);
      sayDone(say('undone'));
      return true;
    } catch (error) {
      sayFailure(t, error);
      return false;
    } finally {
      renew(...ids);
    }
  }

  async function split(from: Id, asked: Splitting): Promise<boolean> {
    try {
      const opened = await api.post<ConversationSummary>(`/conversations/${from}/split`, { ...asked });
      renew(from, opened.id);
      sayDone(say('split.done', { number: named(opened) }), {
        label: say('undo'), run: () => void undo(asked.id, from, opened.id),
      });
      return true;
    } catch (error) {
      sayFailure(t, error);
      return false;
    }
  }

  async function merge(from: Id, into: Id, id: Id): Promise<boolean> {
    try {
      const kept = await api.post<ConversationSummary>(`/conversations/${from}/merge`, { id, into });
      renew(from, into);
      if (here.includes(from)) go(here.replace(from, into));
      sayDone(say('merge.done', { number: named(kept) }), {
        label: say('undo'), run: () => void undo(id, from, into),
      });
      return true;
    } catch (error) {
      sayFailure(t, error);
      return false;
    }
  }

  return { split, merge, undo };
}
