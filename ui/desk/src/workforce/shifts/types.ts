import type * as api from '../../../../types/api';

/* Requests, adherence and one's own shifts as the API tells them. */
export type OwnShift = api.OwnShift;
export type OwnShifts = api.OwnShifts;
export type ShiftRequest = api.ShiftRequestView;
export type RequestOutlook = api.RequestOutlook;
export type OwnBreak = api.OwnBreak;
export type BreakLines = api.BreakLines;
export type AdherenceRow = api.AdherentPerson;
export type AdherenceDay = api.AdherenceDay;
export type AdherenceSpan = api.AdherenceInterval;
export type Feed = api.ShiftFeed;
export type OwnWishes = api.OwnWishes;
export type ShiftWish = api.ShiftWish;

/** What a reader may do to a request; whoever may agree or approve may say no as well. */
export type Deed = 'withdraw' | 'agree' | 'decline' | 'approve' | 'refuse';

const NO: Record<string, Deed[]> = { withdraw: ['withdraw'], agree: ['agree', 'decline'], approve: ['approve', 'refuse'] };

export const deedsOf = ({ can }: ShiftRequest): Deed[] => can.flatMap((one) => NO[one] ?? []);
