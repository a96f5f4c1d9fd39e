import { Button } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useLanguage } from '~/i18n/context';
import { sayDone, sayFailure } from '~/shared/toast';
import { useConfirm } from '../kit/Confirm';
import { ChoiceField, TextField } from '../kit/fields';
import { Card, Head, SaveBar } from '../kit/Page';
import { useTexts } from '../kit/texts';
import { useForm } from '../kit/useForm';
import { useShelf } from '../kit/useShelf';
import kit from '../kit/kit.module.css';
import { CloseNow } from './CloseNow';
import { Closures } from './Closures';
import type { CalendarRow, Closure, Definition } from './definition';
import { Exceptions, ExtraDates } from './ExtraDates';
import { Holidays } from './Holidays';
import { WeekEditor } from './WeekEditor';
import { Windows } from './Windows';

interface Fields {
  name: string;
  definition: Definition;
}

export function CalendarForm({ calendar, start, may }: { calendar: CalendarRow | null; start: Fields; may: boolean }) {
  const a = useTexts();
  const { t } = useLanguage();
  const [, go] = useLocation();
  const form = useForm<Fields>(start);
  const { save, dismiss } = useShelf<CalendarRow>('calendars');
  const { ask, dialog } = useConfirm();
  const [isClosing, setClosing] = useState(false);
  const { definition } = form.value;
  const set = (changes: Partial<Definition>) => form.set({ definition: { ...definition, ...changes } });
  const isOff = !may;
  const error = form.error('definition');

  function keep(): void {
    save.mutate({ id: calendar?.id ?? null, body: calendar ? form.changes() : { ...form.value } }, {
      onSuccess(kept) {
        sayDone(t('done.saved'));
        form.reset(form.value);
        if (!calendar) go(`/admin/calendars/${kept.id}`, { replace: true });
      },
      onError: form.refuse,
    });
  }

  /** A sudden closure does not wait for the other changes: it is written at once, alone, and can be undone. */
  function closeNow(closure: Closure): void {
    if (!calendar) return;
    const stored = start.definition;
    const write = (closures: Closure[], then: () => void) => save.mutate({ id: calendar.id, body: { definition: { ...stored, closures } } }, {
      onSuccess: () => { form.reset({ name: start.name, definition: { ...stored, closures } }); then(); }, onError: (failure) => sayFailure(t, failure),
    });
    write([...stored.closures, closure], () => sayDone(a('closure.done'), { label: t('action.undo'), run: () => write(stored.closures, () => sayDone(a('closure.undone'))) }));
  }

  return (
    <>
      <Head back={{ to: '/admin/calendars', label: a('back', { name: a('section.calendars') }) }} title={calendar ? <bdi>{calendar.name}</bdi> : a('calendars.add')} text={isOff ? a('readOnly') : undefined}
        action={calendar && may && <Button color="red" variant="light" leftSection={<IconBolt size={18} aria-hidden />} disabled={form.isChanged} onClick={() => setClosing(true)}>{a('closure.now')}</Button>} />
      <Card title={a('calendar.what')} hint={a('calendar.whatHint')}>
        <div className={kit.two}>
          <TextField label={a('field.name')} required isOff={isOff} value={form.value.name} error={form.error('name')} onChange={(name) => form.set({ name })} />
          <ChoiceField label={a('departments.zone')} isOff={isOff} value={definition.zone} options={Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone }))} onChange={(zone) => zone && set({ zone })} />
        </div>
        {error && <p role="alert" className={kit.error}>{error}</p>}
      </Card>
      <Card title={a('calendar.week')} hint={a('calendar.weekHint')} isWide>
        <WeekEditor week={definition.week} isOff={isOff} onChange={(week) => set({ week })} />
      </Card>
      <Card title={a('calendar.holidays')} hint={a('calendar.holidaysHint')} isWide>
        <Holidays definition={definition} isOff={isOff} onChange={set} />
      </Card>
      <Card title={a('calendar.extra')} hint={a('calendar.extraHint')} isWide>
        <ExtraDates value={definition.extra_dates} isOff={isOff} onChange={(extra_dates) => set({ extra_dates })} />
      </Card>
      <Card title={a('calendar.windows')} hint={a('calendar.windowsHint')} isWide>
        <Windows value={definition.windows} isOff={isOff} onChange={(windows) => set({ windows })} />
      </Card>
      <Card title={a('calendar.exceptions')} hint={a('calendar.exceptionsHint')} isWide>
        <Exceptions value={definition.exceptions} isOff={isOff} onChange={(exceptions) => set({ exceptions })} />
      </Card>
      {definition.closures.length > 0 && (
        <Card title={a('calendar.closures')} hint={a('calendar.closuresHint')} isWide>
          <Closures value={definition.closures} isOff={isOff} onChange={(closures) => set({ closures })} />
        </Card>
      )}
      {calendar && may && (
        <Card title={a('calendar.remove')} hint={a('calendar.removeHint')}>
          <div><Button variant="light" color="red" onClick={() => ask({ title: a('calendar.removeTitle', { name: calendar.name }), consequence: a('calendar.removeText'), label: a('calendar.remove'), run: () => { go('/admin/calendars'); void dismiss(calendar.id, () => sayDone(a('done.removed'))); } })}>{a('calendar.remove')}</Button></div>
        </Card>
      )}
      <SaveBar form={form} isNew={!calendar} isSaving={save.isPending} onSave={keep} mayKeep={may} />
      {isClosing && <CloseNow onClose={() => setClosing(false)} onClosed={closeNow} />}
      {dialog}
    </>
  );
}
