import type { Id } from '~/api/types';
import type { Breach, Shift, Shortfall } from '../schedules/types';

/* Requests, adherence and one's own shifts as the API tells them. */
export interface OwnShift extends Shift {
  schedule_id: Id;
  time_zone: string;
}

export interface OwnShifts {
  items: OwnShift[];
  time_zone: string;
  today: string;
}

export type RequestState = 'asked' | 'agreed' | 'approved' | 'refused' | 'withdrawn';
export type Deed = 'withdraw' | 'agree' | 'refuse' | 'approve';

export interface ShiftRequest {
  id: Id;
  kind: 'leave' | 'swap';
  user_id: Id;
  name: string;
  first_day: string;
  last_day: string;
  reason: string;
  state: RequestState;
  with_user_id: Id | null;
  with_name: string | null;
  shift: Shift | null;
  with_shift: Shift | null;
  answer: string;
  asked_at: string;
  decided_at: string | null;
  steps: { state: RequestState; by: Id | null; by_name: string | null; at: string; reason: string }[];
  can: Deed[];
}

export interface RequestOutlook {
  breaches: Breach[];
  shortfalls: Shortfall[];
  removed: Shift[];
}

export interface BreakRequest {
  state: 'none' | 'waiting' | 'granted' | 'on_break';
  place: number | null;
  until: string | null;
  limit: number | null;
  on_break: number;
}

export interface BreakLine {
  limit: number | null;
  on_break: { user_id: Id; name: string; since: string }[];
  waiting: { user_id: Id; name: string; asked_at: string; place: number }[];
}

export type Keeping = 'in' | 'late' | 'early' | 'out' | 'off';
export type Planned = 'work' | 'break' | 'activity' | 'off';
export type Actual = 'available' | 'break' | 'offline';

export interface AdherenceRow {
  user_id: Id;
  name: string;
  state: Keeping;
  since: string | null;
  planned: Planned;
  actual: Actual;
}

export interface AdherenceSpan {
  starts_at: string;
  ends_at: string;
  planned: Planned;
  name: string;
  actual: Actual;
  kept: boolean;
  excused: boolean;
  said: string;
}

export interface AdherenceDay {
  user_id: Id;
  name: string;
  day: string;
  time_zone: string;
  now: { state: Keeping; since: string | null; planned: Planned; actual: Actual } | null;
  percent: number | null;
  planned_m: number;
  kept_m: number;
  excused_m: number;
  intervals: AdherenceSpan[];
  exceptions: { id: Id; starts_at: string; ends_at: string; reason: string; by_name: string | null }[];
}

export interface Feed {
  exists: boolean;
  created_at: string | null;
  last_read_at: string | null;
}
