import type * as api from '../../../types/api';
import type { Instant } from '~/api/types';

/* The board as the API tells it. */
export type QueueState = api.QueueState & {
  /** Whether the hours of the queue say open, and when they next do. */
  is_open?: boolean;
  opens_at?: Instant | null;
  /** Why there is no estimate. */
  no_estimate?: 'closed' | 'nobody_serves' | 'nobody_available' | null;
};
export type AgentState = api.AgentState;

/** A queue at an instant; `answered` counts what was taken in the step that ended there. */
export type Point = api.Point;
export type BoardHistory = api.BoardHistory;
export type BoardState = Omit<api.Board, 'queues'> & { queues: QueueState[] };
