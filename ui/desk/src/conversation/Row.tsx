import { memo } from 'react';
import type { Conversation } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { ChannelIcon, channelKey } from '~/shared/channels';
import { MessageView } from './MessageView';
import type { Block } from './timeline';
import css from './Timeline.module.css';

/** A message with the day and the channel that begin above it. */
export const Row = memo(function Row({ block, conversation }: { block: Block; conversation: Conversation }) {
  return (
    <>
      {block.day && <Day at={block.day} />}
      {block.channel && <Road {...block.channel} />}
      <MessageView message={block.message} isContinued={block.isContinued} conversation={conversation} />
    </>
  );
}, (one, other) => one.conversation.customer.name === other.conversation.customer.name && isSame(one.block, other.block));

/* Blocks are laid out anew with every message; their messages stay the same objects. */
const isSame = (one: Block, other: Block) =>
  one.message === other.message && one.day === other.day && one.isContinued === other.isContinued
  && one.channel?.kind === other.channel?.kind && one.channel?.isFirst === other.channel?.isFirst;

function Day({ at }: { at: string }) {
  const { t, format } = useLanguage();
  const key = format.dayKey(at);
  const today = format.dayKey(new Date().toISOString());
  const yesterday = format.dayKey(new Date(Date.now() - 86_400_000).toISOString());
  const near = key === today ? `${t('timeline.today')} · ` : key === yesterday ? `${t('timeline.yesterday')} · ` : '';
  return <p className={css.day}><time dateTime={at}>{near}{format.day(at)}</time></p>;
}

function Road({ kind, isFirst }: { kind: string; isFirst: boolean }) {
  const { t, format } = useLanguage();
  const said = t(isFirst ? 'timeline.started' : 'timeline.continued', { channel: t(channelKey(kind)) });
  return <p className={css.divider}><span><ChannelIcon kind={kind} size={15} /> {format.digits(said)}</span></p>;
}
