import type { Id } from '~/api/types';

/* Stored schedules as the API tells them: days `2026-12-05`, wall times `08:30` of the schedule's zone. */
export type ScheduleState = 'draft' | 'published' | 'archived';

export interface ScheduleRow {
  id: Id;
  name: string;
  department_id: Id | null;
  first_day: string;
  days: number;
  time_zone: string;
  state: ScheduleState;
  version: number;
  people: number;
  shifts: number;
  missing_hours: number;
  breaches: number;
  published_at: string | null;
}

export interface Pause {
  name: string;
  start: string;
  end: string;
  paid: boolean;
}

export interface Activity {
  name: string;
  start: string;
  end: string;
}

export interface Shift {
  id: Id;
  user_id: Id;
  day: string;
  template: string;
  start: string;
  end: string;
  starts_at: string;
  ends_at: string;
  breaks: Pause[];
  activities: Activity[];
  locked: boolean;
}

export interface Person {
  user_id: Id;
  name: string;
  queue_ids: Id[];
  least_m: number;
  most_m: number;
  planned_m: number;
  leave: string[];
}

export interface Template {
  name: string;
  length_m: number;
  starts: string[];
  on: string[];
}

export interface Breach {
  code: string;
  user_id: Id | null;
  day: string;
  said: string;
}

export interface Shortfall {
  day: string;
  queue_id: Id;
  start: string;
  end: string;
  missing: number;
  missing_hours: number;
  said: string;
}

export interface Schedule {
  id: Id;
  name: string;
  department_id: Id | null;
  first_day: string;
  days: number;
  time_zone: string;
  interval_m: number;
  state: ScheduleState;
  version: number;
  published_at: string | null;
  calculation_id: Id | null;
  can_undo: boolean;
  notes: { code: string; said: string }[];
  queues: { id: Id; name: string }[];
  templates: Template[];
  people: Person[];
  shifts: Shift[];
  off: { user_id: Id; day: string }[];
  breaches: Breach[];
  shortfalls: Shortfall[];
  missing_hours: number;
  gap: number | null;
}

export interface Coverage {
  interval_m: number;
  first_day: string;
  days: number;
  items: { queue_id: Id; queue: string; required: number[]; scheduled: number[] }[];
}

export type Change =
  | {
    do: 'put'; id: Id | null; user_id: Id; day: string; template: string; start: string; end: string | null;
    breaks: Pause[] | null; activities: Activity[]; locked: boolean;
  }
  | { do: 'remove' | 'lock' | 'unlock'; id: Id }
  | { do: 'keep_off' | 'free_off'; user_id: Id; day: string };

export interface Edited {
  version: number;
  shifts: Shift[];
  removed: Id[];
  breaches: Breach[];
  shortfalls: Shortfall[];
  missing_hours: number;
}
