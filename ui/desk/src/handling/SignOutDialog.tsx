import { Button, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '~/api/client';
import { conversationsQuery, peopleQuery, queuesQuery } from '~/api/queries';
import type { ConversationSummary, Id } from '~/api/types';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage } from '~/i18n/context';
import { Choose } from '~/shared/Choose';
import { ChannelIcon } from '~/shared/channels';
import { sayFailure } from '~/shared/toast';
import { useMe } from '~/shell/me';
import { logOut } from '~/shell/PresenceSwitch';
import css from './shift.module.css';

interface Handed {
  to: string;
  note: string;
}

/** How a shift ends: nothing stays open without an owner and a word for them. */
export default function SignOutDialog({ dialog, onClose }: { dialog: { isLeaving?: boolean }; onClose: () => void }) {
  const { t } = useLanguage();
  const me = useMe();
  const client = useQueryClient();
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(conversationsQuery('mine'));
  const open = (data?.pages.flatMap((p) => p.items) ?? []).filter((c) => c.status === 'open' && c.assignee_id === me.user.id);
  // All of them, however many: the server asks for each.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const [handed, setHanded] = useState<Record<Id, Handed>>({});
  const of = (c: ConversationSummary): Handed => handed[c.id] ?? { to: `user:${me.user.id}`, note: c.next_step ?? '' };
  const missing = open.filter((c) => of(c).note.trim() === '').length;

  const { mutate, isPending } = useMutation({
    mutationFn: () => api.delete('/me/shift', { handover: open.map((c) => handoverOf(c.id, of(c))) }),
    onSuccess: () => (dialog.isLeaving ? logOut() : onClose()),
    onError: (error) => sayFailure(t, error),
    onSettled: (_, error) => dialog.isLeaving && !error ? undefined : Promise.all([['work'], ['presence'], ['conversations'], ['counts']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });

  return (
    <Sheet title={t('shift.end.title')} onClose={onClose} size={640}>
      <p className={css.hint}>{t(open.length ? 'shift.end.text' : 'shift.end.clear')}</p>
      <ul>
        {open.map((c) => <Item key={c.id} row={c} handed={of(c)} onChange={(h) => setHanded((all) => ({ ...all, [c.id]: h }))} />)}
      </ul>
      <div className={css.end}>
        {missing > 0 && <span className={css.hint} role="status">{t('shift.end.left', { n: missing })}</span>}
        <Button disabled={missing > 0 || hasNextPage} loading={isPending} onClick={() => mutate()}>{t(dialog.isLeaving ? 'shift.endAndLeave' : 'shift.end')}</Button>
      </div>
    </Sheet>
  );
}

function Item({ row, handed, onChange }: { row: ConversationSummary; handed: Handed; onChange: (handed: Handed) => void }) {
  const { t, locale } = useLanguage();
  const me = useMe();
  const { data: people = [] } = useQuery(peopleQuery);
  const { data: queues = [] } = useQuery(queuesQuery);
  const owners = [
    { value: `user:${me.user.id}`, label: t('shift.end.keep') },
    ...people.filter((p) => p.id !== me.user.id && p.role !== 'auditor').map((p) => ({ value: `user:${p.id}`, label: p.name })),
    ...queues.map((q) => ({ value: `queue:${q.id}`, label: t('offer.queue', { name: q.name }) })),
  ];
  return (
    <li className={css.item}>
      <span className={css.open}>
        <ChannelIcon kind={row.last_message_channel} isNamed />
        <bdi className="cut">{row.customer.name || t('customer.nameless')} · {row.subject ?? row.last_message_preview}</bdi>
      </span>
      <Choose isBare label={t('shift.end.owner')} value={handed.to} options={owners} onChange={(to) => onChange({ ...handed, to })} />
      <TextInput aria-label={t('shift.end.note')} placeholder={t('shift.end.note')} value={handed.note}
        onChange={(e) => onChange({ ...handed, note: e.currentTarget.value })} attributes={{ input: { dir: handed.note ? 'auto' : locale === 'fa' ? 'rtl' : 'ltr' } }} />
    </li>
  );
}

function handoverOf(conversation: Id, { to, note }: Handed) {
  const [kind, id] = to.split(':');
  return { conversation_id: conversation, ...(kind === 'queue' ? { queue_id: id } : { owner_id: id }), note: note.trim() };
}
