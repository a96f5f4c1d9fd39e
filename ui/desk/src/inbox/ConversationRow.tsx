import { IconAlarmSnooze, IconClock, IconHourglass, IconShieldCheck } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { memo, type ReactNode } from 'react';
import { peopleQuery, queuesQuery } from '~/api/queries';
import type { ConversationSummary, Id, View } from '~/api/types';
import { masked } from '~/conversation/Masked';
import { useLanguage } from '~/i18n/context';
import { Avatar } from '~/shared/Avatar';
import { useNow } from '~/shared/useNow';
import { useMay, useMe } from '~/shell/me';
import { prefetchConversation } from './prefetch';
import css from './ConversationRow.module.css';

export const ROW_HEIGHT = 106;

interface Props {
  row: ConversationSummary;
  view: View;
  isOpen: boolean;
  isGone: boolean;
  onOpen: (id: Id) => void;
}

export const ConversationRow = memo(function ConversationRow({ row, view, isOpen, isGone, onOpen }: Props) {
  const { t, format } = useLanguage();
  const client = useQueryClient();
  const now = useNow();
  // Who only reads leaves no mark of reading.
  const isUnread = useMay('conversations.write') && row.unread > 0;
  const ahead = () => prefetchConversation(client, row.id);
  return (
    <button type="button" className={css.row} data-gone={isGone || undefined} data-unread={isUnread || undefined}
      aria-current={isOpen ? 'true' : undefined} onClick={() => onOpen(row.id)} onPointerEnter={ahead} onFocus={ahead}>
      <Avatar name={row.customer.name} channel={row.last_message_channel} size={40} />
      <span className={css.body}>
        <span className={css.top}>
          <bdi className={`${css.name} cut`}>{row.customer.name || t('customer.nameless')}</bdi>
          {row.customer.is_verified && <IconShieldCheck size={15} className={css.verified} role="img" aria-label={t('customer.verified')} />}
          <time className={`${css.time} numeric`} dateTime={row.last_message_at ?? row.opened_at}>
            {format.ago(row.last_message_at ?? row.opened_at, now)}
          </time>
        </span>
        {row.subject && <bdi className={`${css.subject} cut aligned`}>{masked(row.subject)}</bdi>}
        <span className={css.line}>
          <bdi className={`${css.preview} ${row.subject ? 'cut' : css.tall} aligned`}>{masked(row.last_message_preview || t('list.noMessages'))}</bdi>
          {isUnread && (
            <span className={css.unread}>
              <span aria-hidden>{format.number(row.unread)}</span>
              <span className="unseen">{t('list.unread', { n: row.unread })}</span>
            </span>
          )}
        </span>
        <span className={css.meta}>
          {isGone ? <span className={css.left}>{t('list.moved')}</span> : <Urgency row={row} now={now} />}
          <Place row={row} view={view} />
        </span>
      </span>
    </button>
  );
});

/** The one time that matters most: snooze, a passed due time, a waiting customer, a coming due time. */
function Urgency({ row, now }: { row: ConversationSummary; now: number }): ReactNode {
  const { t, format } = useLanguage();
  const seconds = (at: string) => (Date.parse(at) - now) / 1000;
  if (row.status === 'snoozed' && row.snoozed_until)
    return <Pill tone="calm" icon={<IconAlarmSnooze size={13} aria-hidden />}>{t('list.snoozedUntil', { at: format.ago(row.snoozed_until, now) })}</Pill>;
  if (row.status === 'open' && row.due_at && seconds(row.due_at) < 0)
    return <Pill tone="late" icon={<IconClock size={13} aria-hidden />}>{t('list.overdue', { span: format.brief(-seconds(row.due_at)) })}</Pill>;
  if (row.waiting_since)
    return <Pill tone="waits" icon={<IconHourglass size={13} aria-hidden />}>{t('list.waits', { span: format.brief(-seconds(row.waiting_since)) })}</Pill>;
  if (row.status === 'open' && row.due_at)
    return <Pill tone="calm" icon={<IconClock size={13} aria-hidden />}>{t('list.dueIn', { span: format.brief(seconds(row.due_at)) })}</Pill>;
  return null;
}

function Pill({ tone, icon, children }: { tone: 'calm' | 'waits' | 'late'; icon: ReactNode; children: ReactNode }) {
  return <span className={css.pill} data-tone={tone}>{icon}<span>{children}</span></span>;
}

/** Queue and owner, quiet at the end of the line. */
function Place({ row, view }: { row: ConversationSummary; view: View }) {
  const { t } = useLanguage();
  const me = useMe();
  const { data: queues } = useQuery(queuesQuery);
  const { data: people } = useQuery(peopleQuery);
  const owner = row.assignee_id === me.user.id ? t('list.mine')
    : row.assignee_id ? (people?.find((p) => p.id === row.assignee_id)?.name ?? '') : t('list.nobody');
  return (
    <span className={css.where}>
      {view !== 'mine' && <><bdi className="cut" title={owner}>{owner}</bdi> <span aria-hidden>·</span></>}
      <bdi className="cut">{queues?.find((q) => q.id === row.queue_id)?.name}</bdi>
    </span>
  );
}
