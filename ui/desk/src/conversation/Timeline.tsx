import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { messagesQuery } from '~/api/queries';
import type { Conversation } from '~/api/types';
import { outgoingQuery } from '~/composer/useSend';
import { useLanguage } from '~/i18n/context';
import { useLive } from '~/live/context';
import { Broken } from '~/shared/Broken';
import { ChannelIcon, channelKey } from '~/shared/channels';
import { ThreadSkeleton } from '~/shared/skeletons';
import { MessageView } from './MessageView';
import { layOut, type Block } from './timeline';
import css from './Timeline.module.css';

const AT_END_PX = 60;

/** All channels on one line of time. It stays at its end by itself, unless the reader has scrolled up. */
export function Timeline({ conversation }: { conversation: Conversation }) {
  const { t, format } = useLanguage();
  const thread = useInfiniteQuery(messagesQuery(conversation.id));
  const { data: outgoing = [] } = useQuery(outgoingQuery(conversation.id));
  const messages = useMemo(() => {
    const confirmed = [...(thread.data?.pages ?? [])].reverse().flatMap((p) => p.items);
    const known = new Set(confirmed.map((m) => m.id));
    return [...confirmed, ...outgoing.filter((m) => !known.has(m.id))];
  }, [thread.data, outgoing]);
  const blocks = useMemo(() => layOut(messages, format.dayKey), [messages, format]);
  const scroller = useRef<HTMLDivElement>(null);
  const last = messages.findLast((m) => !m.local)?.position ?? 0;
  const { isAtEnd, unseen, look } = useEndOfThread(last, messages.filter((m) => m.direction === 'inbound').map((m) => m.position));
  const { attending } = useLive();
  const isCustomerTyping = attending(conversation.id).some((p) => p.what === 'customer_typing');

  // The outer box runs backwards, so its natural place is the end: 0 is the last message.
  const toEnd = () => scroller.current?.scrollTo({ top: 0, behavior: 'smooth' });

  if (thread.isPending) return <div className={css.frame}><ThreadSkeleton /></div>;
  if (thread.isError && messages.length === 0) return <div className={css.frame}><Broken onRetry={() => void thread.refetch()} /></div>;
  return (
    <div className={css.frame}>
      <div ref={scroller} className={css.scroller} onScroll={(e) => look(Math.abs(e.currentTarget.scrollTop) < AT_END_PX)}
        tabIndex={0} role="region" aria-label={t('timeline.label')}>
        <ol className={css.thread}>
          {thread.hasNextPage && (
            <li className={css.earlier}>
              <Button variant="subtle" size="compact-sm" loading={thread.isFetchingNextPage} onClick={() => void thread.fetchNextPage()}>
                {t('timeline.earlier')}
              </Button>
            </li>
          )}
          {blocks.map((block) => <li key={block.key} className={css.block}><BlockView block={block} conversation={conversation} /></li>)}
          {isCustomerTyping && (
            <li className={css.typing}>
              <span className={css.dots} aria-hidden><i /><i /><i /></span>
              <bdi>{conversation.customer.name || t('customer.nameless')}</bdi> {t('timeline.customerTyping')}
            </li>
          )}
        </ol>
      </div>
      {!isAtEnd && (
        <button type="button" className={css.toEnd} onClick={toEnd} aria-label={t('timeline.toEnd')}>
          <IconArrowDown size={16} aria-hidden />
          {unseen > 0 && t('timeline.newBelow', { n: unseen })}
        </button>
      )}
    </div>
  );
}

function BlockView({ block, conversation }: { block: Block; conversation: Conversation }) {
  const { t, format } = useLanguage();
  if (block.kind === 'day') return <DaySeparator at={block.at} />;
  if (block.kind === 'channel') {
    const said = t(block.isFirst ? 'timeline.started' : 'timeline.continued', { channel: t(channelKey(block.channel)) });
    return <p className={css.divider}><span><ChannelIcon kind={block.channel} size={15} /> {format.digits(said)}</span></p>;
  }
  return <MessageView message={block.message} isContinued={block.isContinued} conversation={conversation} />;
}

function DaySeparator({ at }: { at: string }) {
  const { t, format } = useLanguage();
  const key = format.dayKey(at);
  const today = format.dayKey(new Date().toISOString());
  const yesterday = format.dayKey(new Date(Date.now() - 86_400_000).toISOString());
  const near = key === today ? `${t('timeline.today')} · ` : key === yesterday ? `${t('timeline.yesterday')} · ` : '';
  return <p className={css.day}><time dateTime={at}>{near}{format.day(at)}</time></p>;
}

/** Counts what came while the reader was further up. */
function useEndOfThread(last: number, inbound: number[]) {
  const [isAtEnd, setAtEnd] = useState(true);
  const [seenTo, setSeenTo] = useState(last);
  useEffect(() => {
    if (isAtEnd) setSeenTo(last);
  }, [isAtEnd, last]);
  return { isAtEnd, unseen: isAtEnd ? 0 : inbound.filter((p) => p > seenTo).length, look: setAtEnd };
}
