import { Link } from 'wouter';
import type { Customer, Id } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { ChannelIcon } from '~/shared/channels';
import css from './CustomerPanel.module.css';

/** Earlier conversations on all channels, newest first. */
export function History({ customer, openId }: { customer: Customer; openId: Id }) {
  const { t, format } = useLanguage();
  const past = customer.conversations.filter((c) => c.id !== openId);
  return (
    <section className={css.part}>
      <h3>{t('history.title')}</h3>
      {past.length === 0 && <p className={css.quiet}>{t('history.none')}</p>}
      <ul>
        {past.map((c) => (
          <li key={c.id}>
            <Link href={`/inbox/${c.status === 'resolved' ? 'resolved' : 'queues'}/${c.id}`} className={css.past}>
              <ChannelIcon kind={c.last_message_channel} size={15} isNamed />
              <strong className="cut"><bdi>{c.subject || c.last_message_preview || t('list.noMessages')}</bdi></strong>
              <time className="numeric" dateTime={c.opened_at}>{format.date(c.opened_at)}</time>
              <small>{t(`header.status.${c.status}`)} · <bdi dir="ltr">#{format.digits(String(c.number))}</bdi></small>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
