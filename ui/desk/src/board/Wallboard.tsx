import { ActionIcon } from '@mantine/core';
import { IconMaximize, IconPlugConnectedX, IconX } from '@tabler/icons-react';
import { useEffect, useRef, type CSSProperties } from 'react';
import { useLanguage } from '~/i18n/context';
import { clockOf, isPastPromise, percentOf, totalOf, waitOf } from './figures';
import type { BoardState } from './types';
import { useBoardTexts } from './useBoard';
import css from './Wallboard.module.css';

interface Props {
  board: BoardState;
  now: number;
  isLive: boolean;
  updatedAt: number;
  onLeave: () => void;
}

/** The board for a screen on the wall: big figures of queues, nobody's name. */
export function Wallboard({ board, now, isLive, updatedAt, onLeave }: Props) {
  const b = useBoardTexts();
  const { format, locale } = useLanguage();
  const place = useRef<HTMLElement>(null);
  const total = totalOf(board, now);
  const queues = [...board.queues].sort((one, other) => one.name.localeCompare(other.name, locale));
  const present = (state: string) => board.agents.filter((agent) => agent.state === state).length;

  useEffect(() => {
    const leave = (event: KeyboardEvent) => event.code === 'Escape' && !document.fullscreenElement && onLeave();
    window.addEventListener('keydown', leave);
    return () => window.removeEventListener('keydown', leave);
  }, [onLeave]);

  function leave(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    onLeave();
  }

  return (
    <main ref={place} className={css.wall} data-mantine-color-scheme="dark">
      <header className={css.head}>
        <h1>{b('title')}</h1>
        {!isLive && <p className={css.stale} role="status"><IconPlugConnectedX size={28} aria-hidden />{b('stale', { at: format.time(new Date(updatedAt).toISOString()) })}</p>}
        <time className={css.clock}>{format.time(new Date(now).toISOString())}</time>
        <ActionIcon variant="subtle" color="gray" size={44} aria-label={b('fullScreen')} onClick={() => void place.current?.requestFullscreen()}><IconMaximize size={24} aria-hidden /></ActionIcon>
        <ActionIcon variant="subtle" color="gray" size={44} aria-label={b('leaveWall')} onClick={leave}><IconX size={24} aria-hidden /></ActionIcon>
      </header>
      <dl className={css.totals}>
        <div><dt>{b('waiting')}</dt><dd>{format.number(total.waiting)}</dd></div>
        <div><dt>{b('longest')}</dt><dd><bdi dir="ltr">{total.longest === null ? b('notEnough') : clockOf(total.longest, format)}</bdi></dd></div>
        <div><dt>{b('level')}</dt><dd>{total.level === null ? b('notEnough') : b('percent', { n: percentOf(total.level) })}</dd></div>
        <div><dt>{b('available')}</dt><dd>{format.number(present('available'))}</dd></div>
      </dl>
      <ul className={css.queues} style={{ '--columns': columnsFor(queues.length) } as CSSProperties}>
        {queues.map((queue) => {
          const wait = waitOf(queue, now);
          return (
            <li key={queue.queue_id} data-past={isPastPromise(queue, now) || undefined}>
              <h2><bdi>{queue.name}</bdi></h2>
              <p className={css.count}><strong>{format.number(queue.waiting)}</strong> {b('waiting')}</p>
              <p>{b('longest')} <b><bdi dir="ltr">{wait === null ? b('notEnough') : clockOf(wait, format)}</bdi></b></p>
              <p>{b('active')} <b>{format.number(queue.active)}</b></p>
              {isPastPromise(queue, now) && <p className={css.past}>{b('overPromise')}</p>}
            </li>
          );
        })}
      </ul>
    </main>
  );
}

/** One row of few queues, else as many columns as rows and no more: a screen on a wall is wider than high. */
const columnsFor = (queues: number) => (queues <= 4 ? Math.max(1, queues) : Math.ceil(Math.sqrt(queues)));
