import type * as api from '../../../../types/api';

/* Stored schedules as the API tells them: days `2026-12-05`, wall times `08:30` of the schedule's zone. */
export type Schedule = api.ScheduleView;
export type ScheduleRow = api.ScheduleSummary;
export type Shift = api.ShiftView;
export type Pause = api.BreakSpan;
export type Activity = api.ActivitySpan;
export type Person = api.ScheduledPerson;
export type Template = Schedule['templates'][number];
export type Breach = api.BreachView;
export type Shortfall = api.ShortfallView;
export type Coverage = api.ScheduleCoverage;
export type PublicationOutlook = api.PublicationOutlook;
export type PersonDifference = api.PersonDifference;
export type RefreshOutlook = api.RefreshOutlook;
export type OpenShift = Schedule['opened'][number];
export type Edited = api.ScheduleEdited;
export type ScheduleEdits = api.ScheduleEdits;
export type NewSchedule = api.NewSchedule;

export interface PutShift {
  do: 'put';
  id: string | null;
  user_id: string;
  day: string;
  template: string;
  start: string;
  /** Null: as long as the template. */
  end: string | null;
  /** Null: placed by the server. */
  breaks: Pause[] | null;
  activities: Activity[];
  locked: boolean;
  /** The open shift that it takes over. */
  opened?: string | null;
}

export type Change =
  | PutShift
  | { do: 'remove' | 'lock' | 'unlock' | 'drop_opened'; id: string }
  | { do: 'keep_off' | 'free_off'; user_id: string; day: string };
