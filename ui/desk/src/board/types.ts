import type { Id, Instant } from '~/api/types';

/** The board as the API tells it. */
export interface QueueState {
  queue_id: Id;
  name: string;
  waiting: number;
  offered: number;
  active: number;
  longest_wait_s: number | null;
  oldest_entered_at: Instant | null;
  estimate: { low_s: number; high_s: number } | null;
  accuracy: { kept: number; of: number } | null;
  answered_today: number;
  abandoned_today: number;
  service_level: number | null;
  agents_available: number;
  agents_busy: number;
  /** A good answer comes within this. */
  target_s: number;
  /** Whether the hours of the queue say open, and when they next do. */
  is_open?: boolean;
  opens_at?: Instant | null;
  /** Virtual minutes that going ahead cost others today. */
  boost_cost_minutes?: number;
}

export interface AgentState {
  user_id: Id;
  name: string;
  state: 'available' | 'break' | 'offline';
  reason: string | null;
  since: Instant | null;
  load: number;
  capacity: number;
  active: number;
}

/** A queue at an instant; `answered` counts what was taken in the step that ended there. */
export interface Point {
  at: Instant;
  waiting: number;
  longest_wait_s: number | null;
  answered: number;
}

export interface BoardHistory {
  step_s: number;
  queues: { queue_id: Id; points: Point[] }[];
}

export interface BoardState {
  queues: QueueState[];
  agents: AgentState[];
  fairness: { occupancy: number; count: number };
}
