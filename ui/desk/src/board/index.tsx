import { Button, SegmentedControl } from '@mantine/core';
import { IconDeviceTv, IconPlugConnectedX } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation, useRoute } from 'wouter';
import { useLanguage } from '~/i18n/context';
import { Broken } from '~/shared/Broken';
import { Empty } from '~/shared/Empty';
import { PageSkeleton } from '~/shared/skeletons';
import { useNow } from '~/shared/useNow';
import { Agents } from './Agents';
import { Fairness } from './Fairness';
import { QueueCard } from './QueueCard';
import { QueueTable, TrailTable } from './Tables';
import { ToAdmin } from './ToAdmin';
import { Totals } from './Totals';
import type { Point } from './types';
import { useBoard, useBoardTexts, useTrails } from './useBoard';
import { Wallboard } from './Wallboard';
import css from './Board.module.css';

const SECOND_MS = 1_000;
const NO_TRAIL: Point[] = [];

/** What happens now, for those who steer it. */
export default function Board() {
  const b = useBoardTexts();
  const { format, locale } = useLanguage();
  const [, go] = useLocation();
  const [isWall] = useRoute('/board/wall');
  const { data, error, isPending, refetch, dataUpdatedAt, isLive } = useBoard();
  const trails = useTrails(data);
  const now = useNow(SECOND_MS);
  const [view, setView] = useState('cards');

  if (isPending) return <PageSkeleton />;
  if (!data) return <main className={css.board}>{error && <Broken onRetry={() => void refetch()} />}</main>;
  if (isWall) return <Wallboard board={data} now={now} isLive={isLive} updatedAt={dataUpdatedAt} onLeave={() => go('/board')} />;

  const at = format.time(new Date(dataUpdatedAt).toISOString());
  const queues = [...data.queues].sort((one, other) => one.name.localeCompare(other.name, locale));
  return (
    <main className={css.board}>
      <header className={css.head}>
        <div>
          <h1>{b('title')}</h1>
          <p>{b('text')} {isLive && <span className={css.updated}>{b('updated', { at })}</span>}</p>
        </div>
        <SegmentedControl aria-label={b('view')} value={view} onChange={setView} data={[{ value: 'cards', label: b('cards') }, { value: 'table', label: b('table') }]} />
        <Button variant="default" leftSection={<IconDeviceTv size={18} aria-hidden />} onClick={() => go('/board/wall')}>{b('wall')}</Button>
      </header>
      {!isLive && <p className={css.stale} role="status"><IconPlugConnectedX size={18} aria-hidden />{b('stale', { at })}</p>}
      <Totals board={data} now={now} />
      <h2 className={css.title}>{b('queues')}</h2>
      {queues.length === 0 && <Empty art="calm" title={b('noQueues')} action={<ToAdmin section="queues" />}>{b('noQueuesText')}</Empty>}
      {view === 'cards'
        ? <ul className={css.cards}>{queues.map((queue) => <QueueCard key={queue.queue_id} queue={queue} trail={trails.get(queue.queue_id) ?? NO_TRAIL} now={now} />)}</ul>
        : <><QueueTable queues={queues} now={now} /><TrailTable queues={queues} trails={trails} /></>}
      <Agents agents={data.agents} now={now} />
      <Fairness fairness={data.fairness} />
    </main>
  );
}
