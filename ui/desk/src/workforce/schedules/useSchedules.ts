import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, ApiProblem } from '~/api/client';
import type { Id } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { useLive } from '~/live/context';
import { sayDone, sayFailure } from '~/shared/toast';
import type { Breach, Change, Coverage, Edited, NewSchedule, PublicationOutlook, RefreshOutlook, Schedule, ScheduleEdits, ScheduleRow } from './types';
import { useScheduleWords } from './words';

const keyOf = (id: Id) => ['workforce', 'schedule', id];
const coverageKeyOf = (id: Id) => ['workforce', 'schedule-coverage', id];
const LIST = ['workforce', 'schedules'];

export function useSchedules() {
  const client = useQueryClient();
  const { subscribe } = useLive();
  useEffect(() => subscribe((frame) => {
    if (frame.t === 'event' && String(frame.k) === 'schedule.changed') void client.invalidateQueries({ queryKey: LIST });
  }), [client, subscribe]);
  return useQuery({ queryKey: LIST, queryFn: ({ signal }) => api.get<{ items: ScheduleRow[] }>('/workforce/schedules', signal), select: ({ items }) => items });
}

export function useNewSchedule(onMade: (made: Schedule) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: NewSchedule) => api.post<Schedule>('/workforce/schedules', { ...wish }),
    onSuccess(made) {
      client.setQueryData(keyOf(made.id), made);
      void client.invalidateQueries({ queryKey: LIST });
      onMade(made);
    },
  });
}

/** An edit that would newly break a rule, with the way to do it all the same. */
export interface Doubt {
  breaches: Breach[];
  insist: () => void;
}

/** A schedule with everything that can be done to it; what others do to it is read anew. */
export function useSchedule(id: Id) {
  const client = useQueryClient();
  const { t } = useLanguage();
  const s = useScheduleWords();
  const { subscribe } = useLive();
  const [doubt, setDoubt] = useState<Doubt | null>(null);
  const query = useQuery({ queryKey: keyOf(id), queryFn: ({ signal }) => api.get<Schedule>(`/workforce/schedules/${id}`, signal) });
  const coverage = useQuery({ queryKey: coverageKeyOf(id), queryFn: ({ signal }) => api.get<Coverage>(`/workforce/schedules/${id}/coverage`, signal) });
  const version = () => client.getQueryData<Schedule>(keyOf(id))?.version ?? 0;

  useEffect(() => subscribe((frame) => {
    if (frame.t !== 'event' || String(frame.k) !== 'schedule.changed') return;
    const told = frame.b as unknown as { id: Id; version: number };
    if (told.id === id && told.version > version()) reread();
  }), [id, subscribe]);

  function reread(): void {
    void client.invalidateQueries({ queryKey: keyOf(id) });
    void client.invalidateQueries({ queryKey: coverageKeyOf(id) });
    void client.invalidateQueries({ queryKey: LIST });
  }

  function failed(error: unknown, again?: () => void): void {
    if (error instanceof ApiProblem && error.code === 'rules_broken' && again) {
      setDoubt({ breaches: (error.problem as unknown as { breaches?: Breach[] }).breaches ?? [], insist: again });
      return;
    }
    if (error instanceof ApiProblem && (error.code === 'schedule_changed' || error.code === 'solution_outdated')) {
      reread();
      sayDone(s('changed'));
      return;
    }
    sayFailure(t, error);
  }

  const take = (edited: Edited) => {
    client.setQueryData<Schedule>(keyOf(id), (one) => one && {
      ...one, ...edited, can_undo: true,
      shifts: [...one.shifts.filter((shift) => !edited.removed.includes(shift.id) && !edited.shifts.some((next) => next.id === shift.id)), ...edited.shifts],
    });
    reread();
  };
  const edits = useMutation({
    mutationFn: ({ changes, isSure }: { changes: Change[]; isSure?: boolean; onDone?: ((edited: Edited) => void) | undefined }) =>
      api.post<Edited>(`/workforce/schedules/${id}/edits`, { version: version(), accept_breaches: isSure ?? false, changes }),
    onSuccess(edited, { onDone }) {
      take(edited);
      onDone?.(edited);
    },
    onError: (error, { changes, onDone }) => failed(error, () => edits.mutate({ changes, isSure: true, onDone })),
  });
  const undoing = useMutation({
    mutationFn: () => api.post<Edited>(`/workforce/schedules/${id}/undo`, { version: version() }),
    onSuccess: take,
    onError: (error) => failed(error),
  });
  const whole = (made: Schedule) => {
    client.setQueryData(keyOf(id), made);
    reread();
  };
  const publishing = useMutation({
    mutationFn: (isSure: boolean) => api.post<Schedule>(`/workforce/schedules/${id}/publication`, { version: version(), accept_breaches: isSure }),
    onSuccess(made) {
      whole(made);
      sayDone(s('publish.done'));
    },
    onError: (error) => failed(error, () => publishing.mutate(true)),
  });
  const refreshing = useMutation({
    mutationFn: (added: Id[]) => api.post<Schedule>(`/workforce/schedules/${id}/refresh`, { version: version(), add_user_ids: added }),
    onSuccess(made) {
      whole(made);
      sayDone(s('refresh.done'));
    },
    onError: (error) => failed(error),
  });
  const unpublishing = useMutation({
    mutationFn: () => api.delete<Schedule>(`/workforce/schedules/${id}/publication?version=${version()}`),
    onSuccess: () => reread(),
    onError: (error) => failed(error),
  });
  const removing = useMutation({
    mutationFn: () => api.delete<void>(`/workforce/schedules/${id}?version=${version()}`),
    onSuccess: () => void client.invalidateQueries({ queryKey: LIST }),
    onError: (error) => failed(error),
  });
  const solving = useMutation({
    mutationFn: (day: string | null) => api.post<{ calculation_id: Id }>(`/workforce/schedules/${id}/solution`, { version: version(), seconds: 60, day }),
    onError: (error) => failed(error),
  });
  const adopting = useMutation({
    mutationFn: (calculation: Id) => api.post<Schedule>(`/workforce/schedules/${id}/adoption`, { version: version(), calculation_id: calculation }),
    onSuccess(made) {
      whole(made);
      sayDone(s('solve.adopted'));
    },
    onError: (error) => failed(error),
  });
  return {
    query, coverage, doubt, settle: () => setDoubt(null),
    edit: (changes: Change[], onDone?: (edited: Edited) => void) => edits.mutate({ changes, onDone }), isEditing: edits.isPending || undoing.isPending,
    undo: undoing.mutate, publish: publishing.mutate, isPublishing: publishing.isPending, unpublish: unpublishing.mutate,
    refresh: refreshing.mutate, isRefreshing: refreshing.isPending, remove: removing, solving, adopting,
  };
}

/** What publishing would change for whom; read anew each time that somebody asks. */
export function usePublicationOutlook({ id, version }: Schedule) {
  return useQuery({ queryKey: ['workforce', 'schedule-publication', id, version], queryFn: ({ signal }) => api.get<PublicationOutlook>(`/workforce/schedules/${id}/publication`, signal), staleTime: 0, gcTime: 0, retry: false });
}

/** What was changed since a draft was made, and what would come of reading it anew. */
export function useRefreshOutlook({ id, version, state }: Schedule) {
  return useQuery({ queryKey: ['workforce', 'schedule-refresh', id, version], queryFn: ({ signal }) => api.get<RefreshOutlook>(`/workforce/schedules/${id}/refresh`, signal), enabled: state === 'draft', staleTime: 0, retry: false });
}

/** When the schedule was last edited; null: never, undefined: not known yet. */
export function useNewestEdit({ id, version }: Schedule, isAsked: boolean): string | null | undefined {
  const { data } = useQuery({ queryKey: ['workforce', 'schedule-edits', id, version], queryFn: ({ signal }) => api.get<ScheduleEdits>(`/workforce/schedules/${id}/edits`, signal), enabled: isAsked });
  return data && (data.items.map((one) => one.at).sort().at(-1) ?? null);
}

export type Scheduling = ReturnType<typeof useSchedule>;
