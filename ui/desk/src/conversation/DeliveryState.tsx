import { IconAlertCircle, IconCheck, IconChecks, IconClock, IconClockPlay } from '@tabler/icons-react';
import type { Message } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import css from './MessageView.module.css';

const PICTURES = {
  scheduled: IconClockPlay, queued: IconClock, sent: IconCheck, delivered: IconChecks,
  read: IconChecks, failed: IconAlertCircle, cancelled: IconAlertCircle,
} as const;

const UNDO_MS = 15_000;

/** How far a message of ours has come: by shape and word, colour only beside them. */
export function DeliveryState({ message }: { message: Message }) {
  const { t, format } = useLanguage();
  if (message.local === 'unsent') return null;
  const isLater = message.state === 'scheduled' && message.send_at !== null
    && Date.parse(message.send_at) - Date.parse(message.created_at) > UNDO_MS;
  const Picture = message.local === 'sending' ? IconClock : PICTURES[message.state];
  const { text, reason } = message.meta.delivery ?? {};
  const failure = text ?? (reason && `${t('state.failed')}: ${reason}`);
  const words = message.local === 'sending' ? t('state.sending')
    : isLater && message.send_at ? t('state.scheduledFor', { at: format.moment(message.send_at) })
      : (message.state === 'failed' && failure) || t(`state.${message.state}`);
  const tone = message.state === 'failed' ? css.failed : message.state === 'read' ? css.read : '';
  return (
    <span className={`${css.state} ${tone}`} title={reason ?? words}>
      <Picture size={15} stroke={2} aria-hidden />
      <bdi className={message.state === 'failed' || isLater ? undefined : 'unseen'}>{words}</bdi>
    </span>
  );
}
