import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { api } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { Choose } from '~/shared/Choose';
import { useMe } from '~/shell/me';
import { useSave } from './useSave';
import { ZONES } from './zones';
import css from './Settings.module.css';

export function Profile() {
  const { t, locale } = useLanguage();
  const me = useMe();
  const { user, organization, memberships } = me;
  const { save } = useSave();
  const [name, setName] = useState(user.name);
  const { mutate: move } = useMutation({
    mutationFn: (organization_id: string) => api.post('/me/organization', { organization_id }),
    onSuccess: () => location.assign('/desk/'),
  });
  const zones = [...new Set([...ZONES, ...(user.time_zone ? [user.time_zone] : [])])];

  return (
    <section className={css.part}>
      <h2>{t('settings.profile')}</h2>
      <div className={css.grid}>
        <form onSubmit={(e) => { e.preventDefault(); save({ name: name.trim() }); }}>
          <TextInput label={t('settings.name')} value={name} onChange={(e) => setName(e.currentTarget.value)} rightSectionWidth={76}
            attributes={{ input: { dir: name ? 'auto' : locale === 'fa' ? 'rtl' : 'ltr' } }}
            rightSection={name.trim() && name !== user.name ? <Button type="submit" size="compact-sm">{t('action.save')}</Button> : null} />
        </form>
        <Choose label={t('settings.timeZone')} value={user.time_zone ?? ''} onChange={(zone) => save({ time_zone: zone || null })}
          options={[{ value: '', label: `${t('settings.timeZoneDefault')} (${organization.time_zone})` }, ...zones.map((z) => ({ value: z, label: z }))]} />
        <div className={css.field}>
          <span id="language">{t('settings.language')}</span>
          <SegmentedControl aria-labelledby="language" value={user.locale} onChange={(l) => save({ locale: l as 'fa' | 'en' })}
            data={[{ value: 'fa', label: 'فارسی' }, { value: 'en', label: 'English' }]} />
        </div>
        <div className={css.field}>
          <span id="calendar">{t('settings.calendar')}</span>
          <SegmentedControl aria-labelledby="calendar" value={user.calendar} onChange={(c) => save({ calendar: c as 'jalali' | 'gregorian' })}
            data={[{ value: 'jalali', label: t('settings.calendar.jalali') }, { value: 'gregorian', label: t('settings.calendar.gregorian') }]} />
        </div>
        <div className={css.field}>
          <span id="digits">{t('settings.digits')}</span>
          <SegmentedControl aria-labelledby="digits" value={user.digits} onChange={(d) => save({ digits: d as 'fa' | 'latn' })}
            data={[{ value: 'fa', label: '۱۲۳۴' }, { value: 'latn', label: '1234' }]} />
        </div>
        {memberships.length > 1 && (
          <Choose label={t('settings.organization')} value={organization.id} onChange={(id) => move(id)}
            options={memberships.map((m) => ({ value: m.organization_id, label: `${m.name} · ${t(`role.${m.role}`)}` }))} />
        )}
      </div>
    </section>
  );
}
