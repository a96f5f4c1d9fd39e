import type * as api from '../../../types/api';

/* Planning as the API tells it. */
export type Staffed = api.StaffedInterval;
export type StaffedIntervals = api.StaffedIntervals;
export type Interval = api.StaffingInterval;
export type Definition = NonNullable<api.StaffingWish['definition']>;
export type Model = NonNullable<api.StaffingWish['model']>;

export type Outlook = api.QueueOutlook;
export type Outlooks = api.QueueOutlooks;
export type OutlookPoint = api.OutlookPoint;
export type Hindsight = api.QueueHindsight;
export type Hindsights = api.QueueHindsights;
export type PastPoint = api.PastPoint;
export type PastWeek = api.PastWeek;
export type DayMark = api.DayMark;
export type MarkKind = DayMark['kind'];

export type FileOutlook = api.FileOutlook;
export type FileOutlooks = api.FileOutlooks;
export type FirstForecast = api.FirstForecast;

export type SpecialDays = api.SpecialDaysView;

export type Calculation = api.CalculationView;
