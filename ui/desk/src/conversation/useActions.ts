import { useQueryClient } from '@tanstack/react-query';
import { api } from '~/api/client';
import type { Conversation, ConversationSummary, Id, Instant } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { patchConversation } from '~/live/apply';
import { sayDone, sayFailure } from '~/shared/toast';

type Changes = Partial<ConversationSummary>;
type Own = Pick<Changes, 'subject' | 'due_at' | 'next_step'>;

/** What can be done to a conversation. Shown at once, put back when the server refuses, undone by one button. */
export function useActions(id: Id) {
  const client = useQueryClient();
  const { t, format } = useLanguage();

  async function act(changes: Changes, ask: () => Promise<unknown>, said?: string, undo?: () => void): Promise<boolean> {
    patchConversation(client, id, (row) => ({ ...row, ...changes }));
    try {
      await ask();
      if (said) sayDone(said, undo && { label: t('action.undo'), run: undo });
      return true;
    } catch (error) {
      sayFailure(t, error);
      return false;
    } finally {
      for (const queryKey of [['conversation', id], ['conversations'], ['counts']]) void client.invalidateQueries({ queryKey });
    }
  }

  const path = `/conversations/${id}`;

  /** Changes facts; what they were before is one button away, for what was cleared as for what was rewritten. */
  function change(changes: Own, isUndone = false): Promise<boolean> {
    const open = client.getQueryData<Conversation>(['conversation', id]);
    const before = Object.fromEntries(Object.keys(changes).map((name) => [name, open?.[name as keyof Own] ?? null])) as Own;
    const said = changes.due_at === null ? t('done.dueCleared') : changes.next_step === null ? t('done.stepCleared') : t('done.saved');
    return act(changes, () => api.patch(path, changes), said, isUndone || !open ? undefined : () => void change(before, true));
  }

  function label(one: { id: Id; name: string }, labels: Id[], isOn: boolean): Promise<boolean> {
    const others = labels.filter((l) => l !== one.id);
    if (isOn) return act({ labels: [...others, one.id] }, () => api.put(`${path}/labels/${one.id}`));
    return act({ labels: others }, () => api.delete(`${path}/labels/${one.id}`), t('done.labelRemoved', { name: one.name }), () => void label(one, others, true));
  }

  const reopen = () =>
    void act({ status: 'open', resolved_at: null }, () => api.delete(`${path}/resolution`), t('done.reopened'));
  const wake = () =>
    void act({ status: 'open', snoozed_until: null }, () => api.delete(`${path}/snooze`), t('done.woken'));

  return {
    reopen,
    wake,
    resolve: (disposition?: Id) =>
      act({ status: 'resolved', resolved_at: new Date().toISOString(), waiting_since: null },
        () => api.put(`${path}/resolution`, disposition ? { disposition_id: disposition } : {}), t('done.resolved'), reopen),
    snooze: (until: Instant) =>
      act({ status: 'snoozed', snoozed_until: until },
        () => api.put(`${path}/snooze`, { until }), t('done.snoozed', { at: format.moment(until) }), wake),
    assign: (user: { id: Id; name: string } | null, before: Id | null) =>
      act({ assignee_id: user?.id ?? null }, () => api.put(`${path}/assignee`, { user_id: user?.id ?? null }),
        user ? t('done.assigned', { name: user.name }) : t('done.released'),
        () => void act({ assignee_id: before }, () => api.put(`${path}/assignee`, { user_id: before }))),
    transfer: (queue: { id: Id; name: string }, note: string) =>
      act({ queue_id: queue.id }, () => api.post(`${path}/transfer`, { queue_id: queue.id, note }),
        t('done.transferred', { name: queue.name })),
    change: (changes: Own) => change(changes),
    label,
    /** Ends the talk; the work after it begins. */
    endTalk: (item: Id) => act({}, () => api.post(`/work-items/${item}/wrap-up`)),
  };
}
