import { Checkbox } from '@mantine/core';
import { ChoiceField, ClockInput, NumberField, TextField } from '~/admin/kit/fields';
import { nameOf, optionsOf } from '~/admin/kit/options';
import { ShelfPage } from '~/admin/kit/ShelfPage';
import { useRows } from '~/admin/kit/useShelf';
import type { Department } from '~/admin/types';
import { useLanguage, useMessages } from '~/i18n/context';
import { useMe } from '~/shell/me';
import type { ShiftTemplateView } from '../../../../types/api';
import { Breaks } from './Breaks';
import { messages } from './messages';
import { People } from './People';
import { Rules } from './Rules';
import { WEEK, weekdayName } from './week';
import css from './Materials.module.css';

type Fields = Omit<ShiftTemplateView, 'id'>;

const SHELF = 'workforce/shift-templates';

export const useMaterialWords = () => useMessages(messages);

/** What schedules are made from: kinds of shifts, and the rules. */
export default function MaterialsPage() {
  const m = useMaterialWords();
  const me = useMe();
  const { format, locale } = useLanguage();
  const departments = useRows<Department>('departments');
  const own = me.role === 'supervisor' ? me.department_id : null;
  const weekday = (i: number, style: 'long' | 'short') => weekdayName(i, style, locale);
  const long = (minutes: number) => m(minutes % 60 ? 'lengthSaid' : 'lengthHours', { h: Math.floor(minutes / 60), m: minutes % 60 });
  const clock = (wall: string) => format.digits(wall);
  return (
    <ShelfPage<ShiftTemplateView, Fields>
      name={SHELF} title={m('title')} text={m('text')} art="calm" size={640} may
      empty={{ title: m('empty'), text: m('emptyText') }} add={m('add')}
      columns={[
        { head: m('name'), cell: (one) => <bdi>{one.name}</bdi> },
        { head: m('length'), isNarrow: true, cell: (one) => long(one.length_m) },
        { head: m('start'), isNarrow: true, cell: (one) => (one.earliest === one.latest ? clock(one.earliest) : m('startSaid', { earliest: clock(one.earliest), latest: clock(one.latest) })) },
        { head: m('on'), cell: (one) => (one.on.length === 0 ? m('everyDay') : format.listed(WEEK.map((day, i) => (one.on.includes(day) ? weekday(i, 'short') : null)).filter((day) => day !== null))) },
        { head: m('breaks'), cell: (one) => format.listed(one.breaks.map((each) => each.name)) },
        { head: m('department'), cell: (one) => (one.department_id ? nameOf(departments, one.department_id) : m('everybody')) },
      ]}
      words={(one) => one.name}
      blank={{ name: '', length_m: 480, earliest: '08:00', latest: '10:00', step_m: 30, on: [], breaks: [{ name: m('lunch'), length_m: 30, after_m: 180, before_m: 300, within: null, paid: false }], department_id: own }}
      read={({ name, length_m, earliest, latest, step_m, on, breaks, department_id }) => ({ name, length_m, earliest, latest, step_m, on, breaks, department_id })}
      fields={(form) => (
        <>
          <TextField label={m('name')} required autoFocus value={form.value.name} hint={m('nameHint')} error={form.error('name')} onChange={(name) => form.set({ name })} />
          <div className={css.two}>
            <NumberField label={m('length')} unit={m('minutes')} min={60} max={960} hint={long(form.value.length_m)} value={form.value.length_m} error={form.error('length_m')} onChange={(length_m) => form.set({ length_m: Math.round(length_m) })} />
            <NumberField label={m('step')} unit={m('minutes')} min={5} max={720} value={form.value.step_m} error={form.error('step_m')} onChange={(step_m) => form.set({ step_m: Math.round(step_m) })} />
          </div>
          <div className={css.clocks}>
            <span>{m('earliest')} <ClockInput label={m('earliest')} value={form.value.earliest} onChange={(next) => form.set({ earliest: next.slice(0, 5) })} /></span>
            <span>{m('latest')} <ClockInput label={m('latest')} value={form.value.latest} onChange={(next) => form.set({ latest: next.slice(0, 5) })} /></span>
          </div>
          {(form.error('earliest') || form.error('latest')) && <p role="alert" className={css.error}>{form.error('earliest') ?? form.error('latest')}</p>}
          <fieldset className={css.days}>
            <legend>{m('on')} <small>{m('onHint')}</small></legend>
            {WEEK.map((day, i) => <Checkbox key={day} label={weekday(i, 'long')} checked={form.value.on.includes(day)} onChange={() => form.set({ on: form.value.on.includes(day) ? form.value.on.filter((one) => one !== day) : [...form.value.on, day] })} />)}
          </fieldset>
          <Breaks value={form.value.breaks} onChange={(breaks) => form.set({ breaks })} />
          <ChoiceField label={m('department')} isOff={own !== null} none={own ? undefined : m('everybody')} value={form.value.department_id} error={form.error('department_id')} options={optionsOf(own ? departments.filter((one) => one.id === own) : departments)} onChange={(department_id) => form.set({ department_id })} />
        </>
      )}
      removal={{ label: m('remove'), title: (one) => m('removeTitle', { name: one.name }), consequence: () => m('removeText') }}>
      <Rules />
      <People />
    </ShelfPage>
  );
}
