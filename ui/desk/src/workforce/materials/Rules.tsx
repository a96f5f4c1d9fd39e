import { Button, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { NumberField } from '~/admin/kit/fields';
import { api } from '~/api/client';
import { latinDigits } from '~/i18n/format';
import { useLanguage, useMessages } from '~/i18n/context';
import { sayDone, sayFailure } from '~/shared/toast';
import { useMe } from '~/shell/me';
import type { ScheduleRules } from '../../../../types/api';
import { Disclosure } from '../kit/Disclosure';
import { messages } from './messages';
import css from './Materials.module.css';

const KEY = ['workforce', 'schedule-rules'];
const HOUR_M = 60;

/** The rules of all schedules; who leads one department reads them. */
export function Rules() {
  const { data } = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.get<Required<ScheduleRules>>('/workforce/schedule-rules', signal) });
  return data ? <Form first={data} /> : null;
}

function Form({ first }: { first: Required<ScheduleRules> }) {
  const m = useMessages(messages);
  const me = useMe();
  const { t, format } = useLanguage();
  const client = useQueryClient();
  const [rules, setRules] = useState(first);
  const isOff = me.role === 'supervisor' && me.department_id !== null;
  const set = (changes: Partial<ScheduleRules>) => setRules((now) => ({ ...now, ...changes }));
  const contract = (changes: Partial<ScheduleRules['contract']>) => set({ contract: { ...rules.contract, ...changes } });
  const saving = useMutation({
    mutationFn: () => api.put<Required<ScheduleRules>>('/workforce/schedule-rules', { ...rules }),
    onSuccess(kept) {
      client.setQueryData(KEY, kept);
      sayDone(m('rules.saved'));
    },
    onError: (error) => sayFailure(t, error),
  });
  return (
    <Disclosure title={m('rules.title')}>
      <p>{m('rules.text')}</p>
      <form className={css.rules} onSubmit={(e) => { e.preventDefault(); saving.mutate(); }}>
        <div className={css.grid}>
          <NumberField label={m('rules.rest')} isOff={isOff} max={24} value={rules.rest_m / HOUR_M} onChange={(hours) => set({ rest_m: Math.round(hours * HOUR_M) })} />
          <NumberField label={m('rules.row')} isOff={isOff} min={1} max={14} value={rules.days_in_row} onChange={(days) => set({ days_in_row: Math.round(days) })} />
          <NumberField label={m('rules.most')} isOff={isOff} max={168} value={(rules.contract.most_m ?? 0) / HOUR_M} onChange={(hours) => contract({ most_m: Math.round(hours * HOUR_M) })} />
          <NumberField label={m('rules.least')} isOff={isOff} max={168} value={(rules.contract.least_m ?? 0) / HOUR_M} onChange={(hours) => contract({ least_m: Math.round(hours * HOUR_M) })} />
          <NumberField label={m('rules.days')} isOff={isOff} min={1} max={7} value={rules.contract.days ?? 6} onChange={(days) => contract({ days: Math.round(days) })} />
          <TextInput label={m('rules.break')} disabled={isOff} value={format.digits(String(rules.most_on_break ?? ''))} attributes={{ input: { dir: 'ltr' } }} onChange={(e) => set({ most_on_break: latinDigits(e.currentTarget.value).replace('٪', '%') })} />
          <NumberField label={m('rules.between')} hint={m('rules.quarters')} isOff={isOff} max={240} value={rules.between_breaks_m} onChange={(minutes) => set({ between_breaks_m: Math.round(minutes) })} />
          <NumberField label={m('rules.live')} isOff={isOff} max={100} value={rules.live_breaks} onChange={(live) => set({ live_breaks: Math.round(live) })} />
          <NumberField label={m('rules.grace')} isOff={isOff} max={60} value={rules.grace_m} onChange={(grace) => set({ grace_m: Math.round(grace) })} />
          <NumberField label={m('rules.share')} isOff={isOff} min={1} max={99} value={Math.round((rules.target.share ?? 0.8) * 1000) / 10} onChange={(share) => set({ target: { ...rules.target, share: share / 100 } })} />
          <NumberField label={m('rules.within')} isOff={isOff} value={rules.target.within_s ?? 20} onChange={(within_s) => set({ target: { ...rules.target, within_s } })} />
          <NumberField label={m('rules.shrinkage')} isOff={isOff} max={95} value={Math.round(rules.shrinkage * 1000) / 10} onChange={(share) => set({ shrinkage: share / 100 })} />
        </div>
        <Switch label={m('rules.closed')} disabled={isOff} checked={rules.closed_on_holidays} onChange={(e) => set({ closed_on_holidays: e.currentTarget.checked })} />
        <Switch label={m('rules.swaps')} disabled={isOff} checked={rules.swaps_need_approval} onChange={(e) => set({ swaps_need_approval: e.currentTarget.checked })} />
        {!isOff && <Button type="submit" loading={saving.isPending}>{m('rules.save')}</Button>}
      </form>
    </Disclosure>
  );
}
