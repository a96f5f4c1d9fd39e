import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import type { Conversation, Message } from '~/api/types';
import { useCommands } from '~/commands/context';
import { useLanguage } from '~/i18n/context';
import { useLive } from '~/live/context';
import { Broken } from '~/shared/Broken';
import { ThreadSkeleton } from '~/shared/skeletons';
import { Row } from './Row';
import { layOut } from './timeline';
import { useMailCommands } from './useMailCommands';
import { useScroll } from './useScroll';
import { useThread } from './useThread';
import css from './Timeline.module.css';

type Thread = ReturnType<typeof useThread>;

/** All channels on one line of time. */
export function Timeline({ conversation }: { conversation: Conversation }) {
  const known = useThread(conversation.id);
  const { thread, messages } = known;
  if (thread.isPending) return <div className={css.frame}><ThreadSkeleton /></div>;
  if (thread.isError && messages.length === 0) return <div className={css.frame}><Broken onRetry={() => void thread.refetch()} /></div>;
  return <Talk conversation={conversation} known={known} />;
}

function Talk({ conversation, known: { thread, messages } }: { conversation: Conversation; known: Thread }) {
  const { t, format } = useLanguage();
  const blocks = useMemo(() => layOut(messages, format.dayKey), [messages, format]);
  const { scroller, virtual, isAtEnd, toEnd, look, press, leave } = useScroll(blocks);
  const unseen = useUnseen(messages, isAtEnd);
  const items = virtual.getVirtualItems();
  useOlder(thread, items[0]?.index ?? 0);
  useCommands([{ id: 'newest', label: 'timeline.toEnd', group: 'go', keys: 'End', run: toEnd }]);
  useMailCommands(conversation, messages);

  return (
    <div className={css.frame}>
      <div ref={scroller} className={css.scroller} onScroll={look} onKeyDown={press} onBlur={(e) => !e.currentTarget.contains(e.relatedTarget) && leave()}
        tabIndex={0} role="region" aria-label={t('timeline.label')} aria-busy={thread.isFetchingNextPage}>
        {thread.hasNextPage && (
          <div className={css.earlier}>
            <Button variant="subtle" size="compact-sm" loading={thread.isFetchingNextPage} onClick={() => void thread.fetchNextPage()}>
              {t('timeline.earlier')}
            </Button>
          </div>
        )}
        <ol className={css.thread} style={{ blockSize: virtual.getTotalSize() }}>
          {items.map((item) => {
            const block = blocks[item.index];
            return block && (
              <li key={item.key} ref={virtual.measureElement} data-index={item.index} tabIndex={-1} className={css.row}
                aria-posinset={item.index + 1} aria-setsize={thread.hasNextPage ? -1 : blocks.length} style={{ transform: `translateY(${item.start}px)` }}>
                <Row block={block} conversation={conversation} />
              </li>
            );
          })}
        </ol>
      </div>
      <CustomerTyping conversation={conversation} />
      <p className="unseen" role="status">{unseen > 0 ? t('timeline.newBelow', { n: unseen }) : ''}</p>
      {!isAtEnd && (
        <button type="button" className={css.toEnd} onClick={toEnd} aria-label={t('timeline.toEnd')}>
          <IconArrowDown size={16} aria-hidden />
          {unseen > 0 && t('timeline.newBelow', { n: unseen })}
        </button>
      )}
    </div>
  );
}

function CustomerTyping({ conversation }: { conversation: Conversation }) {
  const { t } = useLanguage();
  const { attending } = useLive();
  if (!attending(conversation.id).some((p) => p.what === 'customer_typing')) return null;
  return (
    <p className={css.typing}>
      <span className={css.dots} aria-hidden><i /><i /><i /></span>
      <bdi>{conversation.customer.name || t('customer.nameless')}</bdi> {t('timeline.customerTyping')}
    </p>
  );
}

const AHEAD_OF_TOP = 25;

/** Asks for older messages well before the reader comes to the first one. */
function useOlder({ hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage }: Thread['thread'], first: number): void {
  const isNear = first < AHEAD_OF_TOP;
  useEffect(() => {
    if (isNear && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [isNear, first, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
}

/** Counts what the customer wrote while the reader was further up. */
function useUnseen(messages: Message[], isAtEnd: boolean): number {
  const last = messages.findLast((m) => !m.local)?.position ?? 0;
  const [seenTo, setSeenTo] = useState(last);
  useEffect(() => {
    if (isAtEnd) setSeenTo(last);
  }, [isAtEnd, last]);
  return isAtEnd ? 0 : messages.filter((m) => m.direction === 'inbound' && m.position > seenTo).length;
}
