import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconArrowUp, IconNotes } from '@tabler/icons-react';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { ConversationSummary, Id, View } from '~/api/types';
import { useRegistry } from '~/commands/context';
import { useDialog } from '~/dialogs/context';
import { useWork } from '~/handling/useWork';
import { useLanguage } from '~/i18n/context';
import { Broken } from '~/shared/Broken';
import { Empty } from '~/shared/Empty';
import { Kbd } from '~/shared/Kbd';
import { usePhone } from '~/shared/usePhone';
import { useMay } from '~/shell/me';
import { useMyPresence } from '~/shell/PresenceSwitch';
import { ListSkeleton } from '~/shared/skeletons';
import type { ArtName } from '~/shared/art';
import { ConversationRow, ROW_HEIGHT } from './ConversationRow';
import { useArrangement } from './useArrangement';
import { ViewHead } from './ViewHead';
import css from './ConversationList.module.css';

interface Props {
  view: View;
  list: UseInfiniteQueryResult;
  rows: ConversationSummary[];
  openId: Id | undefined;
  onOpen: (id: Id) => void;
}

/** The list of a view. While the pointer or the focus is on it, nothing in it moves. */
export function ConversationList({ view, list, rows: now, openId, onOpen }: Props) {
  const { t } = useLanguage();
  const { open } = useDialog();
  const mayWrite = useMay('conversations.write');
  const [isHeld, setHeld] = useState(false);
  const Frame = usePhone() && !openId ? 'main' : 'section';
  const { rows, gone, fresh, settle } = useArrangement(now, isHeld, view);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (i) => rows[i]?.id ?? i,
    overscan: 8,
  });

  const openIndex = rows.findIndex((row) => row.id === openId);
  useEffect(() => {
    if (openIndex >= 0) virtual.scrollToIndex(openIndex, { align: 'auto' });
    // Only when another conversation is opened: a live change must not scroll the list.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [openId]);

  const items = virtual.getVirtualItems();
  const lastSeen = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastSeen >= rows.length - 6) void fetchNextPage();
  }, [lastSeen, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  function showFresh(): void {
    settle();
    scroller.current?.scrollTo({ top: 0 });
  }

  return (
    <Frame data-pane="list" className={css.list} aria-label={t('list.label')}>
      <ViewHead view={view}>
        {mayWrite && <Tooltip label={t('list.log')}>
          <ActionIcon variant="subtle" size={34} aria-label={t('list.log')} onClick={() => open({ kind: 'logContact' })}>
            <IconNotes size={20} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>}
      </ViewHead>
      <p className="unseen" role="status">{fresh > 0 ? t('list.fresh', { n: fresh }) : ''}</p>
      <div ref={scroller} className={css.scroller}
        onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)}
        onFocus={() => setHeld(true)} onBlur={(e) => !e.currentTarget.contains(e.relatedTarget) && setHeld(false)}>
        {fresh > 0 && (
          <button type="button" className={css.fresh} onClick={showFresh} aria-label={t('list.freshLabel', { n: fresh })}>
            <IconArrowUp size={14} aria-hidden /> {t('list.fresh', { n: fresh })}
          </button>
        )}
        {list.isPending && <ListSkeleton />}
        {list.isError && !rows.length && <Broken onRetry={() => void list.refetch()} />}
        {list.isSuccess && rows.length === 0 && <NothingHere view={view} />}
        <ul className={css.rows} style={{ blockSize: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            return row && (
              <li key={item.key} className={css.place} style={{ transform: `translateY(${item.start}px)` }}>
                <ConversationRow row={row} view={view} isOpen={row.id === openId} isGone={gone.has(row.id)} onOpen={onOpen} />
              </li>
            );
          })}
        </ul>
      </div>
    </Frame>
  );
}

const ART: Record<View, ArtName> = {
  mine: 'tea', handed: 'talk', queues: 'calm', unassigned: 'done', waiting: 'done', snoozed: 'moon', resolved: 'tea',
};
const KEYS: Partial<Record<View, string>> = { snoozed: 'KeyZ', resolved: 'KeyE' };

/* Where to go from an empty place. */
const NEXT: Record<View, View> = {
  mine: 'queues', handed: 'mine', queues: 'unassigned', unassigned: 'queues', waiting: 'mine', snoozed: 'mine', resolved: 'mine',
};

function NothingHere({ view }: { view: View }) {
  const { t } = useLanguage();
  const keys = KEYS[view];
  const [before, after] = t(`empty.${view}.text`, { key: '\u0000' }).split('\u0000');
  return (
    <Empty art={ART[view]} title={t(`empty.${view}.title`)} action={<WayOn view={view} />}>
      {before}{keys && <Kbd keys={keys} />}{after}
    </Empty>
  );
}

/** Work comes to who is there; everybody else is led to where some is. */
function WayOn({ view }: { view: View }) {
  const { t } = useLanguage();
  const { run } = useRegistry();
  const { state } = useMyPresence();
  const work = useWork();
  if (view === 'mine' && work && state !== 'available')
    return <Button onClick={() => run(work.shift ? 'available' : 'signIn')}>{t(work.shift ? 'command.available' : 'shift.begin')}</Button>;
  return <Link href={`/inbox/${NEXT[view]}`} className={css.wayOn}>{t('command.goTo', { name: t(`view.${NEXT[view]}`) })}</Link>;
}
