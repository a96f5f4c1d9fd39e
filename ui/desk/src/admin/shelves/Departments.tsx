import { useLanguage } from '~/i18n/context';
import { useMay } from '~/shell/me';
import { ChoiceField, TextField } from '../kit/fields';
import { optionsOf } from '../kit/options';
import { ShelfPage } from '../kit/ShelfPage';
import { useTexts } from '../kit/texts';
import { useRows } from '../kit/useShelf';
import type { Department, Person } from '../types';

interface CalendarRow {
  id: string;
  name: string;
}

export default function Departments() {
  const a = useTexts();
  const { format } = useLanguage();
  const may = useMay('configuration.manage');
  const people = useRows<Person>('users');
  const calendars = useRows<CalendarRow>('calendars');
  const zones = Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone }));
  return (
    <ShelfPage<Department, Pick<Department, 'name' | 'time_zone' | 'calendar_id'>>
      name="departments" title={a('section.departments')} text={a('departments.text')} art="calm"
      empty={{ title: a('departments.empty'), text: a('departments.emptyText') }} add={a('departments.add')}
      columns={[
        { head: a('field.name'), cell: (d) => <bdi>{d.name}</bdi> },
        { head: a('section.people'), isNarrow: true, cell: (d) => format.number(people.filter((p) => p.department_id === d.id).length) },
        { head: a('departments.calendar'), cell: (d) => calendars.find((c) => c.id === d.calendar_id)?.name ?? '—' },
        { head: a('departments.zone'), cell: (d) => (d.time_zone ? <bdi dir="ltr">{d.time_zone}</bdi> : a('departments.zoneDefault')) },
      ]}
      words={(d) => d.name} may={may} blank={{ name: '', time_zone: null, calendar_id: null }}
      read={({ name, time_zone, calendar_id }) => ({ name, time_zone, calendar_id })}
      fields={(form) => (
        <>
          <TextField label={a('field.name')} required autoFocus value={form.value.name} error={form.error('name')} onChange={(name) => form.set({ name })} />
          <ChoiceField label={a('departments.calendar')} none={a('none')} value={form.value.calendar_id} error={form.error('calendar_id')} options={optionsOf(calendars)} onChange={(calendar_id) => form.set({ calendar_id })} />
          <ChoiceField label={a('departments.zone')} none={a('departments.zoneDefault')} value={form.value.time_zone} error={form.error('time_zone')} options={zones} onChange={(time_zone) => form.set({ time_zone })} />
        </>
      )}
      removal={{ label: a('departments.archive'), title: (d) => d.name, consequence: () => '', isArchive: true }} />
  );
}
