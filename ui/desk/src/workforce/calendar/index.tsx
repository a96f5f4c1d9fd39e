import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useMe } from '~/shell/me';
import { useLanguage } from '~/i18n/context';
import { ChoiceField, DayField, TextField } from '~/admin/kit/fields';
import { nameOf, optionsOf } from '~/admin/kit/options';
import { ShelfPage } from '~/admin/kit/ShelfPage';
import { Tag } from '~/admin/kit/Table';
import { shelfQuery, useRows } from '~/admin/kit/useShelf';
import type { Department } from '~/admin/types';
import { rounded } from '../kit/figures';
import type { SpecialDays } from '../types';
import { useWords } from '../words';
import { FactorField } from './FactorField';
import { HoursField } from './HoursField';
import { OfficialDays } from './OfficialDays';

const SHELF = 'workforce/special-days';
const KINDS = ['campaign', 'billing', 'event', 'holiday', 'ordinary', 'nowruz', 'ramadan'] as const;
const REPEATS = ['never', 'monthly', 'yearly'] as const;
const PLAIN = new Set<string>(['holiday', 'ordinary']);
const ORDINARY = { factor: null, opens: null, closes: null };

/** Forecasts that were made before these days were changed are made anew when they are looked at. */
function useForgottenForecasts(): void {
  const client = useQueryClient();
  const { data } = useQuery(shelfQuery<SpecialDays>(SHELF));
  const known = useRef(data);
  useEffect(() => {
    if (known.current && known.current !== data) {
      for (const what of ['forecast', 'hindsight']) void client.invalidateQueries({ queryKey: ['workforce', what] });
    }
    known.current = data;
  }, [client, data]);
}

type Fields = Omit<SpecialDays, 'id' | 'last_day'> & { last_day: string | null };

/** The days that forecasts are told of. */
export default function CalendarPage() {
  const w = useWords();
  const { format } = useLanguage();
  const me = useMe();
  const departments = useRows<Department>('departments');
  useForgottenForecasts();
  const own = me.role === 'supervisor' ? me.department_id : null;
  const clock = (at: string) => format.digits(at.slice(0, 5));
  const day = (iso: string) => format.date(`${iso}T12:00:00Z`);
  return (
    <ShelfPage<SpecialDays, Fields>
      name={SHELF} title={w('calendar.title')} text={w('calendar.text')} art="calm" size={560}
      empty={{ title: w('calendar.empty'), text: w('calendar.emptyText') }} add={w('calendar.add')}
      columns={[
        { head: w('calendar.name'), cell: (one) => <bdi>{one.name}</bdi> },
        { head: w('calendar.kind'), isNarrow: true, cell: (one) => <Tag tone={one.kind === 'holiday' ? 'bad' : PLAIN.has(one.kind) ? 'plain' : 'accent'}>{w(`mark.${one.kind}`)}</Tag> },
        { head: w('calendar.days'), isNarrow: true, cell: (one) => (one.first_day === one.last_day ? day(one.first_day) : w('week.span', { first: day(one.first_day), last: day(one.last_day) })) },
        { head: w('calendar.repeats'), isNarrow: true, cell: (one) => w(`repeats.${one.repeats}`) },
        { head: w('calendar.factor'), isNarrow: true, cell: (one) => (PLAIN.has(one.kind) ? w('none') : one.factor === null ? w('calendar.learned') : w('calendar.times', { n: rounded(one.factor, 2) })) },
        { head: w('calendar.hours'), isNarrow: true, cell: (one) => (one.opens && one.closes ? w('calendar.fromTo', { opens: clock(one.opens), closes: clock(one.closes) }) : w('none')) },
        { head: w('calendar.for'), cell: (one) => (one.department_id ? nameOf(departments, one.department_id) : w('calendar.everybody')) },
      ]}
      words={(one) => one.name} may
      blank={{ kind: 'campaign', name: '', first_day: '', last_day: null, repeats: 'never', factor: null, opens: null, closes: null, department_id: own }}
      read={({ id: _, ...fields }) => fields}
      body={(value) => ({ ...value, ...(value.kind && PLAIN.has(value.kind) ? ORDINARY : {}) })}
      fields={(form) => (
        <>
          <ChoiceField label={w('calendar.kind')} required value={form.value.kind} hint={w(`kind.${form.value.kind}Text`)} error={form.error('kind')} options={KINDS.map((value) => ({ value, label: w(`mark.${value}`) }))}
            onChange={(kind) => kind && form.set({ kind: kind as Fields['kind'], ...(PLAIN.has(kind) ? ORDINARY : {}) })} />
          <TextField label={w('calendar.name')} required autoFocus value={form.value.name} hint={w('calendar.nameHint')} error={form.error('name')} onChange={(name) => form.set({ name })} />
          <DayField label={w('calendar.first')} required value={form.value.first_day || null} error={form.error('first_day')} onChange={(first_day) => form.set({ first_day: first_day ?? '' })} />
          <DayField label={w('calendar.last')} value={form.value.last_day} hint={w('calendar.oneDay')} error={form.error('last_day')} onChange={(last_day) => form.set({ last_day })} />
          <ChoiceField label={w('calendar.repeats')} value={form.value.repeats} hint={w('calendar.repeatsHint')} error={form.error('repeats')} options={REPEATS.map((value) => ({ value, label: w(`repeats.${value}`) }))} onChange={(repeats) => repeats && form.set({ repeats: repeats as Fields['repeats'] })} />
          {!PLAIN.has(form.value.kind) && <FactorField value={form.value.factor} error={form.error('factor')} onChange={(factor) => form.set({ factor })} />}
          {!PLAIN.has(form.value.kind) && <HoursField opens={form.value.opens} closes={form.value.closes} error={form.error('opens') ?? form.error('closes')} onChange={(hours) => form.set(hours)} />}
          <ChoiceField label={w('calendar.for')} isOff={own !== null} none={own ? undefined : w('calendar.everybody')} value={form.value.department_id} error={form.error('department_id')} options={optionsOf(own ? departments.filter((d) => d.id === own) : departments)} onChange={(department_id) => form.set({ department_id })} />
        </>
      )}
      removal={{ label: w('calendar.remove'), title: (one) => w('calendar.removeTitle', { name: one.name }), consequence: () => w('calendar.removeText') }}>
      <OfficialDays />
    </ShelfPage>
  );
}
