import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { api, ApiProblem } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { Gate } from './Gate';
import css from './Gate.module.css';

export default function ResetPage({ token }: { token: string | undefined }) {
  return token ? <Confirm token={token} /> : <Ask />;
}

/** Says the same whether the address is known or not. */
function Ask() {
  const { t } = useLanguage();
  const [email, setEmail] = useState('');
  const { mutate, isSuccess, error, isPending } = useMutation({ mutationFn: () => api.post('/password-reset', { email: email.trim() }) });
  return (
    <Gate title={t('reset.title')} text={t(isSuccess ? 'reset.sent' : 'reset.text')}>
      {!isSuccess && (
        <form className={css.form} onSubmit={(e) => { e.preventDefault(); mutate(); }}>
          <Fault error={error} />
          <TextInput required type="email" label={t('login.email')} value={email} attributes={{ input: { dir: 'ltr' } }} onChange={(e) => setEmail(e.currentTarget.value)} />
          <Button type="submit" size="md" loading={isPending}>{t('reset.send')}</Button>
        </form>
      )}
      <Link href="/login">{t('reset.back')}</Link>
    </Gate>
  );
}

function Confirm({ token }: { token: string }) {
  const { t } = useLanguage();
  const [password, setPassword] = useState('');
  const { mutate, isSuccess, error, isPending } = useMutation({ mutationFn: () => api.post('/password-reset/confirmation', { token, password }) });
  return (
    <Gate title={t('reset.newTitle')} text={t(isSuccess ? 'reset.done' : 'reset.newText')}>
      {!isSuccess && (
        <form className={css.form} onSubmit={(e) => { e.preventDefault(); mutate(); }}>
          <Fault error={error} not="password" />
          <PasswordInput required error={saidOf(error, 'password')} aria-invalid={saidOf(error, 'password') ? true : undefined} minLength={10} autoComplete="new-password" label={t('settings.newPassword')} value={password} attributes={{ input: { dir: 'ltr' } }}
            visibilityToggleButtonProps={{ 'aria-hidden': true }} onChange={(e) => setPassword(e.currentTarget.value)} />
          <Button type="submit" size="md" loading={isPending}>{t('action.save')}</Button>
        </form>
      )}
      <Link href="/login">{t('reset.back')}</Link>
    </Gate>
  );
}

const saidOf = (error: unknown, field: string): string | undefined =>
  (error instanceof ApiProblem ? error.problem.errors?.find((e) => e.field === field)?.message : undefined);

/** What was refused, unless it stands at the field `not`. */
function Fault({ error, not }: { error: unknown; not?: string }) {
  const { t } = useLanguage();
  if (!error || (not && saidOf(error, not))) return null;
  return <p role="alert" className={css.fault}>{error instanceof ApiProblem ? (error.problem.detail ?? error.problem.title) : t('failure.network')}</p>;
}
