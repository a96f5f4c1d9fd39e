import { ActionIcon, Button, Switch, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { ClockInput, MaybeNumberField, NumberField } from '~/admin/kit/fields';
import { useMessages } from '~/i18n/context';
import type { ShiftBreak } from '../../../../types/api';
import { messages } from './messages';
import css from './Materials.module.css';

/** The breaks of a kind of shift: how long, and when, by the begin of the shift or by the clock. */
export function Breaks({ value, onChange }: { value: ShiftBreak[]; onChange: (next: ShiftBreak[]) => void }) {
  const m = useMessages(messages);
  const set = (at: number, changes: Partial<ShiftBreak>) => onChange(value.map((one, i) => (i === at ? { ...one, ...changes } : one)));
  return (
    <fieldset className={css.breaks}>
      <legend>{m('breaks')}</legend>
      {value.map((one, i) => (
        <div key={i} className={css.break}>
          <TextInput label={m('breakName')} value={one.name} onChange={(e) => set(i, { name: e.currentTarget.value })} />
          <NumberField label={m('breakLength')} min={5} max={240} value={one.length_m} onChange={(length_m) => set(i, { length_m: Math.round(length_m) })} />
          {one.within
            ? <span className={css.clocks}>{m('breakFrom')} <ClockInput label={`${one.name}: ${m('breakFrom')}`} value={one.within[0]} onChange={(next) => set(i, { within: [next.slice(0, 5), one.within?.[1] ?? '14:00'] })} /> {m('breakTo')} <ClockInput label={`${one.name}: ${m('breakTo')}`} value={one.within[1]} onChange={(next) => set(i, { within: [one.within?.[0] ?? '12:00', next.slice(0, 5)] })} /></span>
            : <>
              <MaybeNumberField label={m('breakAfter')} none={m('breakFree')} max={1440} value={one.after_m ?? null} onChange={(after_m) => set(i, { after_m })} />
              <MaybeNumberField label={m('breakBefore')} none={m('breakFree')} max={1440} value={one.before_m ?? null} onChange={(before_m) => set(i, { before_m })} />
            </>}
          <div className={css.foot}>
            <Switch label={m('breakPaid')} checked={one.paid ?? true} onChange={(e) => set(i, { paid: e.currentTarget.checked })} />
            <Switch label={m('breakWithin')} checked={Boolean(one.within)} onChange={(e) => set(i, e.currentTarget.checked ? { within: ['12:00', '13:30'], after_m: null, before_m: null } : { within: null })} />
            <ActionIcon variant="subtle" color="gray" aria-label={m('breakRemove', { name: one.name })} onClick={() => onChange(value.filter((_, at) => at !== i))}><IconX size={17} aria-hidden /></ActionIcon>
          </div>
        </div>
      ))}
      {value.length < 8 && <Button size="compact-sm" variant="light" className={css.add} leftSection={<IconPlus size={15} aria-hidden />} onClick={() => onChange([...value, { name: m('rest', { n: value.length + 1 }), length_m: 15, after_m: null, before_m: null, within: null, paid: true }])}>{m('breakAdd')}</Button>}
    </fieldset>
  );
}
