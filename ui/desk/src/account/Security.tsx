import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '~/api/client';
import { meQuery } from '~/api/queries';
import type { Enrolment } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { latinDigits } from '~/i18n/format';
import { sayDone } from '~/shared/toast';
import { useMe } from '~/shell/me';
import { useRefusals } from './useRefusals';
import css from './Settings.module.css';

const LTR = { input: { dir: 'ltr' } };
const QUIET = { 'aria-hidden': true } as const;
const ORDER: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'error', 'description'];

export function Security() {
  const { t } = useLanguage();
  return (
    <section className={css.part}>
      <h2>{t('settings.security')}</h2>
      <Password />
      <h2>{t('settings.totp')}</h2>
      <SecondLock />
    </section>
  );
}

function Password() {
  const { t } = useLanguage();
  const [form, setForm] = useState({ old: '', new: '' });
  const refusals = useRefusals();
  const { mutate, isPending } = useMutation({
    mutationFn: () => api.post('/me/password', form),
    onSuccess: () => {
      setForm({ old: '', new: '' });
      refusals.clear();
      sayDone(t('done.saved'));
    },
    onError: (error) => refusals.refuse(error, ['old', 'new', 'password']),
  });
  const write = (field: keyof typeof form, text: string) => {
    setForm({ ...form, [field]: text });
    refusals.forget(field);
    // The server speaks of the new password where it refuses what was chosen.
    if (field === 'new') refusals.forget('password');
  };
  return (
    <form className={css.form} onSubmit={(e) => { e.preventDefault(); mutate(); }}>
      <div className={css.grid}>
        <PasswordInput required autoComplete="current-password" label={t('settings.oldPassword')} value={form.old} error={refusals.of('old')} aria-invalid={refusals.of('old') ? true : undefined} attributes={LTR}
          visibilityToggleButtonProps={QUIET} onChange={(e) => write('old', e.currentTarget.value)} />
        <PasswordInput required minLength={10} autoComplete="new-password" label={t('settings.newPassword')} description={t('reset.newText')} inputWrapperOrder={ORDER} value={form.new}
          error={refusals.of('new') ?? refusals.of('password')} aria-invalid={refusals.of('new') ?? refusals.of('password') ? true : undefined} attributes={LTR} visibilityToggleButtonProps={QUIET} onChange={(e) => write('new', e.currentTarget.value)} />
      </div>
      <div className={css.end}><Button type="submit" variant="default" loading={isPending} disabled={!form.old || !form.new}>{t('settings.changePassword')}</Button></div>
    </form>
  );
}

function SecondLock() {
  const { t } = useLanguage();
  const client = useQueryClient();
  const isOn = useMe().user.has_totp === true;
  const refusals = useRefusals();
  const [secret, setSecret] = useState<Enrolment | null>(null);
  const [written, setWritten] = useState('');
  const finish = () => {
    setSecret(null);
    write('');
    sayDone(t('done.saved'));
    void client.invalidateQueries({ queryKey: meQuery.queryKey });
  };
  const write = (text: string) => {
    setWritten(text);
    refusals.clear();
  };
  const onError = (error: unknown) => refusals.refuse(error, ['code', 'password']);
  const begin = useMutation({ mutationFn: () => api.post<Enrolment>('/me/totp'), onSuccess: setSecret, onError });
  const confirm = useMutation({ mutationFn: () => api.post('/me/totp/confirmation', { code: latinDigits(written.trim()) }), onSuccess: finish, onError });
  const stop = useMutation({ mutationFn: () => api.delete('/me/totp', { password: written }), onSuccess: finish, onError });

  if (isOn) {
    return (
      <form className={css.form} onSubmit={(e) => { e.preventDefault(); stop.mutate(); }}>
        <p className={css.hint}>{t('settings.totpOn')}</p>
        <PasswordInput required label={t('settings.oldPassword')} value={written} error={refusals.of('password')} aria-invalid={refusals.of('password') ? true : undefined} attributes={LTR} visibilityToggleButtonProps={QUIET} onChange={(e) => write(e.currentTarget.value)} />
        <div className={css.end}><Button type="submit" variant="default" loading={stop.isPending}>{t('settings.totpStop')}</Button></div>
      </form>
    );
  }
  if (!secret) {
    return (
      <div className={css.totp}>
        <p className={css.hint}>{t('settings.totpText')}</p>
        <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>{t('settings.totpStart')}</Button>
      </div>
    );
  }
  return (
    <div className={css.totp}>
      {/* As a picture, not as markup: what the server sends is shown, never run. */}
      <img className={css.qr} alt={t('settings.totp')} src={`data:image/svg+xml,${encodeURIComponent(secret.qr_svg)}`} />
      <form className={css.form} onSubmit={(e) => { e.preventDefault(); confirm.mutate(); }}>
        <p className={css.hint}>{t('settings.totpScan')}</p>
        <p className={css.hint}>{t('settings.totpSecret')}: <bdi dir="ltr">{secret.secret}</bdi></p>
        <TextInput required inputMode="numeric" autoComplete="one-time-code" label={t('settings.totpCode')} value={written} error={refusals.of('code')} attributes={LTR} onChange={(e) => write(e.currentTarget.value)} />
        <div className={css.end}><Button type="submit" loading={confirm.isPending}>{t('action.confirm')}</Button></div>
      </form>
    </div>
  );
}
