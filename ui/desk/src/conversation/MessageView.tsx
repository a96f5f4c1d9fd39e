import type { Conversation, Message } from '~/api/types';
import { IconLock } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useLanguage } from '~/i18n/context';
import { ChannelIcon } from '~/shared/channels';
import { Attachments } from './Attachments';
import { DeliveryState } from './DeliveryState';
import { MailBody } from './MailBody';
import { MailText } from './MailText';
import { MessageText } from './MessageText';
import { Notice } from './Notice';
import { Unsent } from './Unsent';
import { useMe } from '~/shell/me';
import css from './MessageView.module.css';

const Aside = lazy(() => import('~/mail/Aside'));
const MailFacts = lazy(() => import('~/mail/MessageParts').then((parts) => ({ default: parts.MailFacts })));
const MailMenu = lazy(() => import('~/mail/MessageParts').then((parts) => ({ default: parts.MailMenu })));

interface Props {
  message: Message;
  isContinued: boolean;
  conversation: Conversation;
}

export function MessageView({ message, isContinued, conversation }: Props) {
  if (message.kind === 'notice') return <Notice message={message} />;
  if (message.kind === 'note') return <Note message={message} />;
  if (message.kind === 'aside') return <Suspense fallback={<div className={css.note} />}><Aside message={message} /></Suspense>;
  return <Said message={message} isContinued={isContinued} customerName={conversation.customer.name} />;
}

function Said({ message, isContinued, customerName }: { message: Message; isContinued: boolean; customerName: string | null }) {
  const { t } = useLanguage();
  const me = useMe();
  const author = message.author_id === me.user.id ? t('timeline.you')
    : (message.author_name || (message.author_kind === 'customer' ? customerName ?? t('customer.nameless') : t('timeline.system')));
  const isMail = message.channel_kind === 'email' && !message.local;
  return (
    <article className={css.said} data-direction={message.direction} data-continued={isContinued || undefined} data-local={message.local}>
      {!isContinued && (
        <header className={css.head}>
          <bdi className={css.author}>{author}</bdi>
          {message.channel_kind && <ChannelIcon kind={message.channel_kind} size={13} isNamed />}
          {message.meta.logged_by_name && <span>{t('timeline.loggedBy', { name: message.meta.logged_by_name })}</span>}
        </header>
      )}
      <div className={css.bubble} data-state={message.state}>
        {message.html ? <MailBody message={message} /> : <MailText message={message} />}
        <Attachments items={message.attachments.filter((one) => message.direction === 'inbound' || !message.html?.includes(one.id))} />
        {isMail && <Suspense fallback={null}><MailFacts message={message} /></Suspense>}
        <footer className={css.foot}>
          {isMail && <Suspense fallback={null}><MailMenu message={message} /></Suspense>}
          <Moment message={message} />
          {message.direction === 'outbound' && <DeliveryState message={message} />}
        </footer>
      </div>
      {message.local === 'unsent' && <Unsent message={message} />}
    </article>
  );
}

/** When it was said; for what was logged afterwards that is not when it was written here. */
function Moment({ message }: { message: Message }) {
  const { format } = useLanguage();
  const at = message.meta.happened_at ?? message.created_at;
  const isThatDay = format.dayKey(at) === format.dayKey(message.created_at);
  return <time className="numeric" dateTime={at}>{isThatDay ? format.time(at) : format.moment(at)}</time>;
}

/** A note looks like nothing that a customer could ever get: colour, dashed border and its own label. */
function Note({ message }: { message: Message }) {
  const { t, format } = useLanguage();
  return (
    <article className={css.note}>
      <header className={css.noteHead}>
        <IconLock size={14} aria-hidden />
        <strong>{t('timeline.note')}</strong>
        <bdi>{message.author_name}</bdi>
        <time className="numeric" dateTime={message.created_at}>{format.time(message.created_at)}</time>
      </header>
      <MessageText message={message} />
      <Attachments items={message.attachments} />
      {message.local === 'unsent' && <Unsent message={message} />}
    </article>
  );
}
