import { IconMailForward, IconUserQuestion } from '@tabler/icons-react';
import type { Message } from '~/api/types';
import { Attachments } from '~/conversation/Attachments';
import { DeliveryState } from '~/conversation/DeliveryState';
import { MailBody } from '~/conversation/MailBody';
import { MailText } from '~/conversation/MailText';
import { useLanguage } from '~/i18n/context';
import { useMe } from '~/shell/me';
import { MailFacts, MailMenu } from './MessageParts';
import { useTexts } from './useTexts';
import css from './parts.module.css';

/** What was said beside the talk: passed on to somebody outside, or answered by them. It looks like nothing of the customer's. */
export default function Aside({ message }: { message: Message }) {
  const m = useTexts();
  const { t, format } = useLanguage();
  const me = useMe();
  const isOurs = message.direction === 'outbound';
  const { recipients, third_party: outsider } = message.meta.mail ?? {};
  const people = recipients ? [...recipients.to, ...recipients.cc, ...recipients.bcc] : [];
  const Picture = isOurs ? IconMailForward : IconUserQuestion;
  return (
    <article className={css.aside} data-direction={message.direction}>
      <header className={css.asideHead}>
        <Picture size={16} aria-hidden className={isOurs ? 'mirrored' : undefined} />
        <strong>{isOurs ? <>{m('passedOn')}</> : m('thirdParty')}</strong>
        {isOurs ? people.map((address) => <bdi key={address} dir="ltr">{address}</bdi>) : (
          <><bdi>{outsider?.name || message.author_name}</bdi>{outsider && <bdi dir="ltr" className={css.quiet}>{outsider.address}</bdi>}</>
        )}
        <span className={css.apart}>{m(isOurs ? 'passedOnText' : 'thirdPartyText')}</span>
      </header>
      {message.html && isOurs ? <MailBody message={message} /> : <MailText message={message} />}
      <Attachments items={message.attachments.filter((one) => !isOurs || !message.html?.includes(one.id))} />
      <MailFacts message={message} />
      <footer className={css.asideFoot}>
        <MailMenu message={message} />
        {isOurs && <bdi>{message.author_id === me.user.id ? t('timeline.you') : message.author_name}</bdi>}
        <time className="numeric" dateTime={message.created_at}>{format.time(message.created_at)}</time>
        {isOurs && <DeliveryState message={message} />}
      </footer>
    </article>
  );
}
