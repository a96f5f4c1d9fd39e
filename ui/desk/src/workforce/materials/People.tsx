import { ActionIcon, Button, Checkbox, Switch } from '@mantine/core';
import { IconPencil, IconPlus, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ClockInput, NumberField } from '~/admin/kit/fields';
import { api } from '~/api/client';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage, useMessages } from '~/i18n/context';
import { sayFailure } from '~/shared/toast';
import type { SchedulePeople, SchedulePerson, ShiftContract, ShiftHours } from '../../../../types/api';
import { Disclosure } from '../kit/Disclosure';
import { messages } from './messages';
import { WEEK, weekdayName } from './week';
import css from './Materials.module.css';

const KEY = ['workforce', 'schedule-people'];
const HOUR_M = 60;
const USUAL: ShiftContract = { least_m: 0, most_m: 2640, days: 6 };

/** Whom schedules may take, with their contracts and the hours at which they can work. */
export function People() {
  const m = useMessages(messages);
  const { data } = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.get<SchedulePeople>('/workforce/schedule-people', signal) });
  const [edited, edit] = useState<SchedulePerson | null>(null);
  const hours = (minutes: number | undefined) => Math.round((minutes ?? 0) / 6) / 10;
  if (!data) return null;
  return (
    <Disclosure title={m('people.title')}>
      <p>{data.items.length === 0 ? m('people.none') : m('people.text')}</p>
      <ul className={css.people}>
        {data.items.map((one) => (
          <li key={one.user_id}>
            <strong><bdi>{one.name}</bdi></strong>
            <span>{one.contract ? m('people.contract', { least: hours(one.contract.least_m), most: hours(one.contract.most_m), days: one.contract.days ?? 7 }) : m('people.byRules')}</span>
            <span>{one.available.length === 0 ? m('people.anytime') : m('people.hours', { n: one.available.length })}</span>
            <ActionIcon variant="subtle" size={30} aria-label={m('people.edit', { name: one.name })} onClick={() => edit(one)}><IconPencil size={17} aria-hidden /></ActionIcon>
          </li>
        ))}
      </ul>
      {edited && <PersonForm person={edited} onClose={() => edit(null)} />}
    </Disclosure>
  );
}

function PersonForm({ person, onClose }: { person: SchedulePerson; onClose: () => void }) {
  const m = useMessages(messages);
  const { t, locale } = useLanguage();
  const client = useQueryClient();
  const [contract, setContract] = useState<ShiftContract | null>(person.contract);
  const [available, setAvailable] = useState<ShiftHours[]>(person.available);
  const set = (at: number, changes: Partial<ShiftHours>) => setAvailable(available.map((one, i) => (i === at ? { ...one, ...changes } : one)));
  const saving = useMutation({
    mutationFn: () => api.put<SchedulePerson>(`/workforce/schedule-people/${person.user_id}`, { contract, available, wishes: person.wishes }),
    onSuccess() {
      void client.invalidateQueries({ queryKey: KEY });
      onClose();
    },
    onError: (error) => sayFailure(t, error),
  });
  return (
    <Sheet title={m('people.edit', { name: person.name })} onClose={onClose} size={560}>
      <form className={css.form} onSubmit={(e) => { e.preventDefault(); saving.mutate(); }}>
        <Switch label={m('people.own')} checked={contract !== null} onChange={(e) => setContract(e.currentTarget.checked ? USUAL : null)} />
        {contract && (
          <div className={css.two}>
            <NumberField label={m('rules.least')} max={168} value={(contract.least_m ?? 0) / HOUR_M} onChange={(n) => setContract({ ...contract, least_m: Math.round(n * HOUR_M) })} />
            <NumberField label={m('rules.most')} max={168} value={(contract.most_m ?? 0) / HOUR_M} onChange={(n) => setContract({ ...contract, most_m: Math.round(n * HOUR_M) })} />
            <NumberField label={m('rules.days')} min={1} max={7} value={contract.days ?? 6} onChange={(n) => setContract({ ...contract, days: Math.round(n) })} />
          </div>
        )}
        <fieldset className={css.breaks}>
          <legend>{m('people.available')} <small>{m('people.availableHint')}</small></legend>
          {available.map((one, i) => (
            <div key={i} className={css.break}>
              <div className={css.days} style={{ gridColumn: '1 / -1' }}>
                {WEEK.map((day, at) => <Checkbox key={day} label={weekdayName(at, 'short', locale)} checked={one.on?.includes(day) ?? false} onChange={() => set(i, { on: one.on?.includes(day) ? one.on.filter((each) => each !== day) : [...(one.on ?? []), day] })} />)}
              </div>
              <div className={css.foot}>
                <span className={css.clocks}>{m('people.from')} <ClockInput label={m('people.from')} value={one.start ?? '00:00'} onChange={(next) => set(i, { start: next.slice(0, 5) })} /> {m('people.to')} <ClockInput label={m('people.to')} value={one.end ?? '24:00'} onChange={(next) => set(i, { end: next.slice(0, 5) })} /></span>
                <ActionIcon variant="subtle" color="gray" aria-label={m('people.removeHours')} onClick={() => setAvailable(available.filter((_, at) => at !== i))}><IconX size={17} aria-hidden /></ActionIcon>
              </div>
            </div>
          ))}
          <Button size="compact-sm" variant="light" className={css.add} leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setAvailable([...available, { on: [], start: '08:00', end: '16:00' }])}>{m('people.addHours')}</Button>
        </fieldset>
        <div className={css.end}><Button variant="default" onClick={onClose}>{t('action.cancel')}</Button><Button type="submit" loading={saving.isPending}>{m('people.save')}</Button></div>
      </form>
    </Sheet>
  );
}
