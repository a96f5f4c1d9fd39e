import type { Message } from '~/api/types';
import { useLanguage, useMessages } from '~/i18n/context';
import { ChannelIcon } from '~/shared/channels';
import { useMe } from '~/shell/me';
import { movingMessages } from './messages';
import css from './moving.module.css';

/** A message as small as it can be recognised by: who, when, and how it begins. */
export function Strip({ message, why }: { message: Message; why?: string }) {
  const { format } = useLanguage();
  const say = useMessages(movingMessages);
  const me = useMe();
  const author = message.author_id === me.user.id ? say('you')
    : message.author_name || (message.author_kind === 'customer' ? say('customer') : '');
  return (
    <>
      <span className={css.who}>
        {message.kind === 'message' && message.channel_kind && <ChannelIcon kind={message.channel_kind} size={13} isNamed />}
        <bdi className="cut">{author}</bdi>
        <time className="numeric" dateTime={message.created_at}>{format.moment(message.created_at)}</time>
      </span>
      <bdi className={css.begins}>{message.meta.reply?.text || message.text || message.attachments[0]?.name}</bdi>
      {why && <small>{why}</small>}
    </>
  );
}
