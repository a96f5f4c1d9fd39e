import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '~/api/client';
import { useMessages } from '~/i18n/context';
import { useLive } from '~/live/context';
import { messages } from './messages';
import type { BoardState } from './types';

const GATHER_MS = 800;
const REFRESH_MS = 20_000;
const TRAIL_MS = 15_000;
const TRAIL_LENGTH = 80;
const MOVES = /^(work|reservation|presence|configuration|membership)\./;

export const useBoardTexts = () => useMessages(messages);

const boardQuery = queryOptions({
  queryKey: ['board'],
  queryFn: ({ signal }) => api.get<BoardState>('/board', signal),
  refetchInterval: REFRESH_MS,
});

/** The board, read again once for each burst of live events that touches it. */
export function useBoard() {
  const client = useQueryClient();
  const { subscribe, state } = useLive();
  const board = useQuery(boardQuery);

  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const stop = subscribe((frame) => {
      const moves = (frame.t === 'event' && MOVES.test(frame.k)) || frame.t === 'resync' || frame.t === 'hello';
      if (!moves || waiting) return;
      waiting = setTimeout(() => {
        waiting = undefined;
        void client.invalidateQueries({ queryKey: boardQuery.queryKey });
      }, GATHER_MS);
    });
    return () => {
      stop();
      clearTimeout(waiting);
    };
  }, [client, subscribe]);

  return { ...board, isLive: state === 'live' };
}

export interface Sample {
  at: number;
  waiting: Record<string, number>;
}

/** How many waited in each queue since the board was opened, a sample every quarter of a minute. */
export function useTrail(board: BoardState | undefined): Sample[] {
  const [trail, setTrail] = useState<Sample[]>([]);
  useEffect(() => {
    if (!board) return;
    setTrail((all) => {
      const last = all.at(-1);
      const sample = { at: Date.now(), waiting: Object.fromEntries(board.queues.map((q) => [q.queue_id, q.waiting])) };
      if (last && sample.at - last.at < TRAIL_MS) return [...all.slice(0, -1), { ...sample, at: last.at }];
      return [...all, sample].slice(-TRAIL_LENGTH);
    });
  }, [board]);
  return trail;
}
