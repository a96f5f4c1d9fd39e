import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '~/api/client';
import type { Id } from '~/api/types';
import { useLanguage, useMessages } from '~/i18n/context';
import { useLive } from '~/live/context';
import { sayDone, sayFailure } from '~/shared/toast';
import type { Shift } from '../schedules/types';
import { messages } from './messages';
import type { AdherenceDay, AdherenceRow, BreakLines, Deed, Feed, OwnBreak, OwnShifts, OwnWishes, RequestOutlook, ShiftRequest } from './types';

const AGAIN_MS = 30_000;
const ROOT = ['workforce', 'shifts'] as const;

export const useShiftWords = () => useMessages(messages);

/** What is shown of shifts is read anew when an event says that it changed. */
export function useShiftEvents(): void {
  const client = useQueryClient();
  const { subscribe } = useLive();
  useEffect(() => subscribe((frame) => {
    if (frame.t !== 'event') return;
    const parts = CHANGED[frame.k];
    for (const part of parts ?? []) void client.invalidateQueries({ queryKey: [...ROOT, part] });
  }), [client, subscribe]);
}

const CHANGED: Record<string, string[]> = {
  'shifts.changed': ['own', 'colleagues', 'adherence'],
  'request.changed': ['requests', 'own-requests', 'outlook', 'own'],
  'break.moved': ['break', 'line'],
  'adherence.excused': ['adherence'],
  'presence.changed': ['adherence', 'line', 'break'],
};

const useRead = <T>(part: string, path: string, more: { again?: number; isOff?: boolean } = {}) => useQuery({
  queryKey: [...ROOT, part, path], queryFn: ({ signal }) => api.get<T>(path, signal), refetchInterval: more.again ?? false, enabled: !more.isOff,
});

export const useOwnShifts = () => useRead<OwnShifts>('own', '/workforce/my/shifts', { again: 10 * AGAIN_MS });
export const useOwnRequests = () => useRead<{ items: ShiftRequest[] }>('own-requests', '/workforce/my/requests');
export const useRequests = () => useRead<{ items: ShiftRequest[] }>('requests', '/workforce/requests');
export const useOutlook = (id: Id) => useRead<RequestOutlook>('outlook', `/workforce/requests/${id}/outlook`);
export const useBreak = () => useRead<OwnBreak>('break', '/workforce/my/break-request', { again: AGAIN_MS });
export const useBreakLine = () => useRead<BreakLines>('line', '/workforce/break-line', { again: AGAIN_MS });
export const useAdherence = () => useRead<{ items: AdherenceRow[] }>('adherence', '/workforce/adherence', { again: AGAIN_MS });
export const useAdherenceDay = (user: Id | 'me', day: string) => useRead<AdherenceDay>('adherence', user === 'me' ? `/workforce/my/adherence?day=${day}` : `/workforce/adherence/${user}?day=${day}`, { again: AGAIN_MS });
export const useColleagues = () => useRead<{ items: { user_id: Id; name: string }[] }>('colleagues', '/workforce/my/colleagues');
export const useColleagueShifts = (user: Id | null, first: string, last: string) => useRead<{ items: Shift[] }>('colleagues', `/workforce/my/colleagues/${user}/shifts?first=${first}&last=${last}`, { isOff: user === null });
export const useFeed = () => useRead<Feed>('feed', '/workforce/my/shift-feed');
export const useOwnWishes = () => useRead<OwnWishes>('wishes', '/workforce/my/wishes');

/** Does something to shifts, says how it went, and reads anew. */
export function useDeed<V, R = unknown>(run: (value: V) => Promise<R>, done?: string) {
  const client = useQueryClient();
  const { t } = useLanguage();
  return useMutation({
    mutationFn: run,
    onSuccess() {
      void client.invalidateQueries({ queryKey: ROOT });
      if (done) sayDone(done);
    },
    onError: (error) => sayFailure(t, error),
  });
}

export interface Answer {
  request: ShiftRequest;
  deed: Deed;
  reason: string;
  isSure?: boolean;
}

/** Sends what somebody does to a request to where it belongs. */
export function answer({ request, deed, reason, isSure = false }: Answer): Promise<unknown> {
  const path = `/workforce/requests/${request.id}`;
  if (deed === 'withdraw') return api.post(`${path}/withdrawal`);
  if (deed === 'approve' || deed === 'refuse') return api.post(`${path}/decision`, { approve: deed === 'approve', reason, accept_breaches: isSure });
  return api.post(`${path}/agreement`, { agree: deed === 'agree', reason });
}
