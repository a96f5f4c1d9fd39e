import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api } from '~/api/client';
import { meQuery } from '~/api/queries';
import { useLanguage } from '~/i18n/context';
import type { Key } from '~/messages/fa';
import { sayDone } from '~/shared/toast';
import { ZONES } from '~/account/zones';
import { useConfirm } from '../kit/Confirm';
import { ChoiceField, MaybeNumberField, TextField } from '../kit/fields';
import { Card, Head, SaveBar } from '../kit/Page';
import { useTexts } from '../kit/texts';
import { useForm } from '../kit/useForm';
import { useRows } from '../kit/useShelf';
import kit from '../kit/kit.module.css';
import type { KeptKinds, Organization, OrganizationSettings } from '../types';
import { KeptNumbers, hasMore } from './KeptNumbers';
import { organizationQuery } from './query';

const BREAKS = ['rest', 'meal', 'prayer', 'meeting', 'training', 'other_work', 'unanswered'] as const;

export function OrganizationForm({ start, may }: { start: Organization; may: boolean }) {
  const a = useTexts();
  const { t } = useLanguage();
  const client = useQueryClient();
  const { ask, dialog } = useConfirm();
  const calendars = useRows<{ id: string; name: string }>('calendars');
  const form = useForm(fieldsOf(start, (code) => t(`break.${code}` as Key)));
  const { value, set, error } = form;
  const isOff = !may;
  const zones = [...new Set([...ZONES, start.time_zone])];

  const save = useMutation({
    mutationFn: () => api.patch<Organization>('/organization', bodyOf(form.changes(), (code) => t(`break.${code}` as Key))),
    onSuccess(kept) {
      sayDone(t('done.saved'));
      client.setQueryData(organizationQuery.queryKey, kept);
      form.reset(value);
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
    onError: form.refuse,
  });
  function keep(): void {
    const before = keptOf(start);
    if (!hasMore(before, value.kept_kinds)) return save.mutate();
    ask({ title: a('org.keptTitle'), consequence: a('org.keptWarning'), label: a('org.keptConfirm'), run: () => save.mutate() });
  }

  return (
    <>
      <Head title={a('section.organization')} text={isOff ? a('readOnly') : a('org.text')} />
      <Card title={a('org.what')} hint={a('org.whatHint')}>
        <TextField label={a('field.name')} required isOff={isOff} value={value.name} error={error('name')} onChange={(name) => set({ name })} />
        <div className={kit.two}>
          <ChoiceField label={a('org.locale')} hint={a('org.localeHint')} isOff={isOff} value={value.locale} error={error('locale')}
            options={[{ value: 'fa', label: 'فارسی' }, { value: 'en', label: 'English' }]} onChange={(locale) => set({ locale: locale as 'fa' | 'en' })} />
          <ChoiceField label={a('org.zone')} hint={a('org.zoneHint')} isOff={isOff} value={value.time_zone} error={error('time_zone')}
            options={zones.map((zone) => ({ value: zone, label: zone }))} onChange={(zone) => set({ time_zone: zone ?? start.time_zone })} />
        </div>
      </Card>
      <Card title={a('org.hours')} hint={a('org.hoursHint')}>
        {calendars.length === 0 && <p className={kit.hint}>{a('org.noCalendars')}</p>}
        <ul className={kit.links}>
          {calendars.map((c) => <li key={c.id}><Link href={`/admin/calendars/${c.id}`}><bdi>{c.name}</bdi></Link></li>)}
          <li><Link href="/admin/calendars">{a('org.toCalendars')}</Link></li>
        </ul>
      </Card>
      <Card title={a('org.work')} hint={a('org.workHint')}>
        <MaybeNumberField label={a('org.undo')} hint={a('org.undoHint')} unit={a('unit.second')} none={a('org.asInstalled')} max={60} isOff={isOff} value={value.undo_seconds} error={error('settings.undo_seconds')} onChange={(undo_seconds) => set({ undo_seconds })} />
        <TextField label={a('org.breaks')} hint={a('org.breaksHint')} lines={4} isOff={isOff} placeholder={BREAKS.slice(0, -1).map((code) => t(`break.${code}`)).join('\n')} value={value.breaks} error={error('settings.break_reasons')} onChange={(breaks) => set({ breaks })} />
      </Card>
      <Card title={a('org.memory')} hint={a('org.memoryHint')}>
        <div className={kit.two}>
          <MaybeNumberField label={a('org.verification')} hint={a('org.verificationHint')} unit={a('unit.day')} none={a('org.asInstalled')} min={1} max={3650} isOff={isOff} value={value.verification_days} error={error('settings.verification_days')} onChange={(verification_days) => set({ verification_days })} />
          <MaybeNumberField label={a('org.rejoin')} hint={a('org.rejoinHint')} unit={a('unit.hour')} none={a('org.asInstalled')} max={8760} isOff={isOff} value={value.rejoin_hours} error={error('settings.rejoin_hours')} onChange={(rejoin_hours) => set({ rejoin_hours })} />
          <MaybeNumberField label={a('org.sealed')} hint={a('org.sealedHint')} unit={a('unit.day')} none={a('org.asInstalled')} min={1} max={3650} isOff={isOff} value={value.sealed_days} error={error('settings.sealed_days')} onChange={(sealed_days) => set({ sealed_days })} />
        </div>
      </Card>
      <Card title={a('org.kept')} hint={a('org.keptHint')}>
        <KeptNumbers value={value.kept_kinds} error={error('settings.kept_kinds')} isOff={isOff} onChange={(kept_kinds) => set({ kept_kinds })} />
      </Card>
      <SaveBar form={form} isNew={false} isSaving={save.isPending} onSave={keep} mayKeep={may} />
      {dialog}
    </>
  );
}

interface Fields {
  name: string;
  locale: 'fa' | 'en';
  time_zone: string;
  undo_seconds: number | null;
  verification_days: number | null;
  rejoin_hours: number | null;
  sealed_days: number | null;
  kept_kinds: Required<KeptKinds>;
  /** One on each line, in the reader's words where there are some. */
  breaks: string;
}

type Words = (code: (typeof BREAKS)[number]) => string;

function fieldsOf({ name, locale, time_zone, settings }: Organization, words: Words): Fields {
  const { undo_seconds = null, verification_days = null, rejoin_hours = null, sealed_days = null, break_reasons } = settings as OrganizationSettings;
  return {
    name, locale, time_zone, undo_seconds, verification_days, rejoin_hours, sealed_days, kept_kinds: keptOf({ settings }),
    breaks: (break_reasons ?? []).map((code) => (BREAKS as readonly string[]).includes(code) ? words(code as (typeof BREAKS)[number]) : code).join('\n'),
  };
}

const keptOf = ({ settings }: Pick<Organization, 'settings'>): Required<KeptKinds> =>
  ({ messages: [], notes: [], customers: [], ...(settings as OrganizationSettings).kept_kinds });

/** Only what was changed, as the API takes it: an empty list of reasons goes back to the installation's. */
function bodyOf({ name, locale, time_zone, breaks, ...settings }: Partial<Fields>, words: Words): Record<string, unknown> {
  const reasons = breaks?.split('\n').map((line) => line.trim()).filter(Boolean)
    .map((line) => BREAKS.find((code) => words(code) === line) ?? line);
  const own = { ...settings, ...(reasons && { break_reasons: reasons.length ? reasons : null }) };
  return {
    ...(name !== undefined && { name }), ...(locale && { locale }), ...(time_zone && { time_zone }),
    ...(Object.keys(own).length > 0 && { settings: own }),
  };
}
