import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { api } from '~/api/client';
import type { Id } from '~/api/types';
import { useMessages } from '~/i18n/context';
import { useLive } from '~/live/context';
import { messages } from './messages';
import type { BoardHistory, BoardState, Point } from './types';

const GATHER_MS = 800;
const REFRESH_MS = 20_000;
const HISTORY_MS = 60_000;
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
        void client.invalidateQueries({ queryKey: boardQuery.queryKey, exact: true });
      }, GATHER_MS);
    });
    return () => {
      stop();
      clearTimeout(waiting);
    };
  }, [client, subscribe]);

  return { ...board, isLive: state === 'live' };
}

const historyQuery = queryOptions({
  queryKey: ['board', 'history'],
  queryFn: ({ signal }) => api.get<BoardHistory>('/board/history', signal),
  refetchInterval: HISTORY_MS,
  staleTime: HISTORY_MS,
});

/** The last hours of each queue, up to this moment: what was, and behind it what the board says now. */
export function useTrails(board: BoardState | undefined): Map<Id, Point[]> {
  const { data } = useQuery(historyQuery);
  return useMemo(() => {
    const now = new Date().toISOString();
    const current = new Map(board?.queues.map((q) => [q.queue_id, q]));
    return new Map(data?.queues.map(({ queue_id: id, points }) => {
      const queue = current.get(id);
      return [id, queue ? [...points, { at: now, waiting: queue.waiting, longest_wait_s: queue.longest_wait_s, answered: 0 }] : points];
    }));
  }, [board, data]);
}
