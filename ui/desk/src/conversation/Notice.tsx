import { IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { peopleQuery, queuesQuery } from '~/api/queries';
import type { Message } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import type { Key } from '~/messages/fa';
import { useMe } from '~/shell/me';
import css from './MessageView.module.css';

const KNOWN = new Set(['transferred', 'resolved', 'reopened', 'merged_beside', 'mail_failed']);

const MoveNotice = lazy(() => import('~/moving').then((m) => ({ default: m.MoveNotice })));

/** What happened, in the reader's language: the server tells a code and ids, names are looked up here. */
export function Notice({ message }: { message: Message }) {
  const { format } = useLanguage();
  const said = useWords(message);
  const who = useName(message.author_id) ?? message.author_name;
  return (
    <p className={css.notice}>
      <IconInfoCircle size={14} aria-hidden />
      {message.meta.move_id ? <Suspense><MoveNotice message={message} /></Suspense> : <span>{message.text || said}</span>}
      {who && <bdi>{who}</bdi>}
      <time className="numeric" dateTime={message.created_at}>{format.time(message.created_at)}</time>
    </p>
  );
}

function useWords({ meta }: Message): string {
  const { t, format } = useLanguage();
  const { data: queues = [] } = useQuery(queuesQuery);
  const person = useName(meta.user_id ?? null);
  const queue = (id?: string) => queues.find((q) => q.id === id)?.name ?? t('notice.aQueue');
  if (meta.notice === 'assigned') return meta.user_id ? t('notice.assigned', { name: person ?? t('notice.somebody') }) : t('notice.released');
  // In the words of the server, which name whom it did not reach and why.
  if (meta.notice === 'mail_failed' && meta.reason) return meta.reason;
  if (!meta.notice || !KNOWN.has(meta.notice)) return t('notice.other');
  return t(`notice.${meta.notice}` as Key, {
    to: queue(meta.queue_id), from: queue(meta.from_queue_id), number: format.digits(String(meta.number ?? '')),
  });
}

function useName(id: string | null): string | undefined {
  const { t } = useLanguage();
  const me = useMe();
  const { data: people } = useQuery(peopleQuery);
  return id === null ? undefined : id === me.user.id ? t('timeline.you') : people?.find((p) => p.id === id)?.name;
}
