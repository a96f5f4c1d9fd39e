import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ClockInput, DayField, TextField, ToggleField } from '../kit/fields';
import { useTexts } from '../kit/texts';
import type { DayException, ExtraDate } from './definition';
import { Slots } from './WeekEditor';
import css from './calendars.module.css';

interface Props<T> {
  value: T[];
  onChange: (value: T[]) => void;
  isOff: boolean;
}

const today = () => new Date().toISOString().slice(0, 10);

/** Days off that no rule foresees; a cancelled row makes its days ordinary again. */
export function ExtraDates({ value, onChange, isOff }: Props<ExtraDate>) {
  const a = useTexts();
  const change = (at: number, changes: Partial<ExtraDate>) => onChange(value.map((row, i) => (i === at ? { ...row, ...changes } : row)));
  return (
    <>
      {value.length > 0 && (
        <ul className={css.entries}>
          {value.map((row, i) => (
            <Entry key={i} name={row.name || a('extra.nameless')} isOff={isOff} onDrop={() => onChange(value.filter((_, at) => at !== i))}>
              <TextField label={a('extra.name')} isOff={isOff} value={row.name} onChange={(name) => change(i, { name })} />
              <DayField label={a('extra.first')} isOff={isOff} value={row.first} onChange={(day) => day && change(i, { first: day })} />
              <DayField label={a('extra.last')} hint={a('extra.oneDay')} isOff={isOff} value={row.last} onChange={(last) => change(i, { last })} />
              <div className={css.switches}>
                <ToggleField label={a('extra.someHours')} isOff={isOff} value={row.within !== null} onChange={(some) => change(i, { within: some ? { opens: '08:00:00', closes: '12:00:00' } : null })} />
                {row.within && (
                  <span className={css.slot}>
                    <ClockInput label={a('extra.from')} value={row.within.opens} isOff={isOff} onChange={(opens) => row.within && change(i, { within: { ...row.within, opens } })} />
                    <span aria-hidden>{a('week.to')}</span>
                    <ClockInput label={a('extra.to')} value={row.within.closes} isOff={isOff} onChange={(closes) => row.within && change(i, { within: { ...row.within, closes } })} />
                  </span>
                )}
                <ToggleField label={a('extra.cancelled')} isOff={isOff} value={row.cancelled} onChange={(cancelled) => change(i, { cancelled })} />
              </div>
            </Entry>
          ))}
        </ul>
      )}
      {!isOff && <Add label={a('extra.add')} onAdd={() => onChange([...value, { first: today(), name: '', last: null, within: null, cancelled: false }])} />}
    </>
  );
}

/** Other hours for single days, whatever week or holiday says. */
export function Exceptions({ value, onChange, isOff }: Props<DayException>) {
  const a = useTexts();
  const change = (at: number, changes: Partial<DayException>) => onChange(value.map((row, i) => (i === at ? { ...row, ...changes } : row)));
  return (
    <>
      {value.length > 0 && (
        <ul className={css.entries}>
          {value.map((row, i) => (
            <Entry key={i} name={row.name || a('exception.nameless')} isOff={isOff} onDrop={() => onChange(value.filter((_, at) => at !== i))}>
              <TextField label={a('extra.name')} isOff={isOff} value={row.name} onChange={(name) => change(i, { name })} />
              <DayField label={a('exception.day')} isOff={isOff} value={row.day} onChange={(day) => day && change(i, { day })} />
              <div className={css.switches}><Slots slots={row.slots} name={row.name || a('exception.nameless')} isOff={isOff} onChange={(slots) => change(i, { slots })} /></div>
            </Entry>
          ))}
        </ul>
      )}
      {!isOff && <Add label={a('exception.add')} onAdd={() => onChange([...value, { day: today(), slots: [{ opens: '09:00:00', closes: '13:00:00' }], name: '' }])} />}
    </>
  );
}

export function Entry({ name, children, isOff, onDrop }: { name: string; children: ReactNode; isOff: boolean; onDrop: () => void }) {
  const a = useTexts();
  return (
    <li className={css.entry}>
      {children}
      {!isOff && <ActionIcon variant="subtle" color="gray" size={34} className={css.drop} aria-label={a('entry.drop', { name })} onClick={onDrop}><IconTrash size={18} aria-hidden /></ActionIcon>}
    </li>
  );
}

export function Add({ label, onAdd }: { label: string; onAdd: () => void }) {
  return <Button variant="light" size="compact-md" className={css.add} leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd}>{label}</Button>;
}
