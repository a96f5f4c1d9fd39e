import { ActionIcon, Button, Switch, TextInput } from '@mantine/core';
import { IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { ChoiceField, ClockInput } from '~/admin/kit/fields';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage } from '~/i18n/context';
import { addDays } from '../forecast/weeks';
import { clockAt, lengthOf, minutesAt } from './times';
import type { Activity, Change, OpenShift, Pause, Schedule, Shift } from './types';
import type { Scheduling } from './useSchedules';
import { useSpelling } from './words';
import css from './Form.module.css';

/** What is written: a shift that is there, or one for somebody on a day. */
export interface Draft {
  shift: Shift | null;
  user: string;
  day: string;
  start: string;
  /** The shift of somebody who left that it takes over. */
  opened?: OpenShift;
}

/** A shift with its template, times, breaks and other work, field by field. */
export function ShiftForm({ draft, schedule, scheduling, onClose }: { draft: Draft; schedule: Schedule; scheduling: Scheduling; onClose: () => void }) {
  const { s, day: spelled } = useSpelling(schedule.first_day);
  const { t } = useLanguage();
  const { shift, opened } = draft;
  const [user, setUser] = useState(draft.user);
  const [day, setDay] = useState(draft.day);
  const [template, setTemplate] = useState(shift?.template ?? opened?.template ?? schedule.templates[0]?.name ?? '');
  const usual = schedule.templates.find((one) => one.name === template)?.length_m ?? 480;
  const [start, setStart] = useState(draft.start);
  const [isUsual, setUsual] = useState(() => { const known = shift ?? opened; return !known || lengthOf(known.start, known.end) === usual; });
  const [ownEnd, setEnd] = useState(shift?.end ?? opened?.end ?? clockAt(minutesAt(draft.start) + usual));
  const end = isUsual ? clockAt(minutesAt(start) + usual) : ownEnd;
  const [isAuto, setAuto] = useState(!shift);
  const [breaks, setBreaks] = useState<Pause[]>(shift?.breaks ?? []);
  const [activities, setActivities] = useState<Activity[]>(shift?.activities ?? []);
  const [isLocked, setLocked] = useState(shift?.locked ?? false);
  const isFree = schedule.off.some((one) => one.user_id === user && one.day === day);
  const name = schedule.people.find((one) => one.user_id === user)?.name ?? '';
  const days = Array.from({ length: schedule.days }, (_, i) => addDays(schedule.first_day, i));
  const put: Change = {
    do: 'put', id: shift?.id ?? null, user_id: user, day, template, start, end: isUsual ? null : end, breaks: isAuto ? null : breaks, activities, locked: isLocked, ...(opened && { opened: opened.id }),
  };
  const run = (...changes: Change[]) => scheduling.edit(changes, onClose);
  const middle = () => clockAt(minutesAt(start) + Math.floor(lengthOf(start, end) / 2 / schedule.interval_m) * schedule.interval_m);
  const later = (clock: string, minutes: number) => clockAt(minutesAt(clock) + minutes);

  return (
    <Sheet title={opened ? s('open.give') : s(shift ? 'shift.edit' : 'shift.new')} onClose={onClose} size={560}>
      <form className={css.form} onSubmit={(e) => { e.preventDefault(); run(put); }}>
        <div className={css.two}>
          <ChoiceField label={s('form.person')} value={user} options={schedule.people.map((one) => ({ value: one.user_id, label: one.name }))} onChange={(next) => next && setUser(next)} />
          <ChoiceField label={s('form.day')} value={day} options={days.map((value) => ({ value, label: spelled(value) }))} onChange={(next) => next && setDay(next)} />
        </div>
        {isFree && <p className={css.note}>{s('form.freed', { name })} <Button size="compact-sm" variant="light" onClick={() => run({ do: 'free_off', user_id: user, day })}>{s('form.unfree')}</Button></p>}
        <div className={css.two}>
          <ChoiceField label={s('form.template')} value={template} options={schedule.templates.map((one) => ({ value: one.name, label: one.name }))} onChange={(next) => next && setTemplate(next)} />
          <div className={css.times}>
            <span><small>{s('form.start')}</small><ClockInput label={s('form.start')} value={start} onChange={(next) => setStart(next.slice(0, 5))} /></span>
            <span><small>{s('form.end')}</small><ClockInput label={s('form.end')} value={end} isOff={isUsual} onChange={(next) => setEnd(next.slice(0, 5))} /></span>
          </div>
        </div>
        <Switch label={s('form.usual')} checked={isUsual} onChange={(e) => setUsual(e.currentTarget.checked)} />
        <fieldset className={css.parts}>
          <legend>{s('form.breaks')}</legend>
          <Switch label={s('form.breaksAuto')} checked={isAuto} onChange={(e) => setAuto(e.currentTarget.checked)} />
          {!isAuto && breaks.map((one, i) => (
            <Part key={i} part={one} what={s('form.break')} onChange={(next) => setBreaks(breaks.map((old, at) => (at === i ? { ...old, ...next } : old)))} onRemove={() => setBreaks(breaks.filter((_, at) => at !== i))}>
              <Switch label={s('form.paid')} checked={one.paid} onChange={(e) => setBreaks(breaks.map((old, at) => (at === i ? { ...old, paid: e.currentTarget.checked } : old)))} />
            </Part>
          ))}
          {!isAuto && <Add what={s('form.break')} onAdd={() => setBreaks([...breaks, { name: s('form.lunch'), start: middle(), end: later(middle(), 30), paid: false }])} />}
        </fieldset>
        <fieldset className={css.parts}>
          <legend>{s('form.activities')}</legend>
          {activities.map((one, i) => <Part key={i} part={one} what={s('form.work')} onChange={(next) => setActivities(activities.map((old, at) => (at === i ? { ...old, ...next } : old)))} onRemove={() => setActivities(activities.filter((_, at) => at !== i))} />)}
          <Add what={s('form.work')} onAdd={() => setActivities([...activities, { name: s('form.training'), start: later(start, 60), end: later(start, 120) }])} />
        </fieldset>
        <Switch label={s('form.locked')} checked={isLocked} onChange={(e) => setLocked(e.currentTarget.checked)} />
        <div className={css.end}>
          {shift && <Button color="red" variant="subtle" leftSection={<IconTrash size={17} aria-hidden />} onClick={() => run({ do: 'remove', id: shift.id })}>{s('form.delete')}</Button>}
          {!shift && !isFree && <Button variant="subtle" onClick={() => run({ do: 'keep_off', user_id: user, day })}>{s('form.free')}</Button>}
          <span className={css.gap} />
          <Button variant="default" onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" loading={scheduling.isEditing} disabled={!template}>{s('form.save')}</Button>
        </div>
      </form>
    </Sheet>
  );
}

interface PartProps {
  part: { name: string; start: string; end: string };
  what: string;
  onChange: (next: Partial<{ name: string; start: string; end: string }>) => void;
  onRemove: () => void;
  children?: React.ReactNode;
}

function Part({ part, what, onChange, onRemove, children }: PartProps) {
  const { s } = useSpelling('2000-01-01');
  return (
    <div className={css.part}>
      <TextInput aria-label={s('form.activity')} value={part.name} onChange={(e) => onChange({ name: e.currentTarget.value })} />
      <ClockInput label={`${part.name}: ${s('form.start')}`} value={part.start} onChange={(next) => onChange({ start: next.slice(0, 5) })} />
      <ClockInput label={`${part.name}: ${s('form.end')}`} value={part.end} onChange={(next) => onChange({ end: next.slice(0, 5) })} />
      {children}
      <ActionIcon variant="subtle" color="gray" aria-label={s('form.remove', { what: part.name || what })} onClick={onRemove}><IconX size={17} aria-hidden /></ActionIcon>
    </div>
  );
}

function Add({ what, onAdd }: { what: string; onAdd: () => void }) {
  const { s } = useSpelling('2000-01-01');
  return <Button size="compact-sm" variant="light" className={css.add} leftSection={<IconPlus size={15} aria-hidden />} onClick={onAdd}>{s('form.add', { what })}</Button>;
}
