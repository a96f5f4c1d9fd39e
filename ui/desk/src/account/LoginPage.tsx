import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { api, ApiProblem } from '~/api/client';
import { demoAccountsQuery, meQuery } from '~/api/queries';
import type { Me } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { latinDigits } from '~/i18n/format';
import type { Key } from '~/messages/fa';
import { Gate } from './Gate';
import css from './Gate.module.css';

/** E-mail and password, then the second lock when there is one; in the demo, one click. */
export default function LoginPage() {
  const { t } = useLanguage();
  const enter = useEntry();
  const [form, setForm] = useState({ email: '', password: '', code: '' });
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => api.post<Me>('/session', {
      email: form.email.trim(), password: form.password, ...(form.code ? { code: latinDigits(form.code.trim()) } : {}),
    }),
    onSuccess: enter,
  });
  const needsCode = error instanceof ApiProblem && error.code?.startsWith('second_factor') === true;
  const [isAsked, setAsked] = useState(false);
  if (needsCode && !isAsked) setAsked(true);
  const [search] = useSearchParams();
  const problem = search.get('problem');
  const fault = faultOf(error, form.code !== '');
  const refused = problem && !error ? t(PROVIDER.has(problem) ? `login.${problem}` as Key : 'login.oidc_refused') : null;

  return (
    <Gate title={t('login.title')} aside={<DemoRoles onEntered={enter} />}>
      <form className={css.form} onSubmit={(e) => { e.preventDefault(); mutate(); }}>
        {fault && <p role="alert" className={css.fault}>{fault in FAULTS ? t(FAULTS[fault as keyof typeof FAULTS]) : fault}</p>}
        {refused && <p role="alert" className={css.fault}>{refused}</p>}
        <TextInput required type="email" autoComplete="username" label={t('login.email')} value={form.email} attributes={{ input: { dir: 'ltr' } }}
          onChange={(e) => setForm({ ...form, email: e.currentTarget.value })} />
        <PasswordInput required autoComplete="current-password" label={t('login.password')} value={form.password} attributes={{ input: { dir: 'ltr' } }}
          visibilityToggleButtonProps={{ 'aria-hidden': true }} onChange={(e) => setForm({ ...form, password: e.currentTarget.value })} />
        {isAsked && (
          <TextInput required autoFocus inputMode="numeric" autoComplete="one-time-code" label={t('login.code')} description={t('login.codeText')} value={form.code}
            attributes={{ input: { dir: 'ltr' } }} onChange={(e) => setForm({ ...form, code: e.currentTarget.value })} />
        )}
        <Button type="submit" size="md" loading={isPending}>{t('login.enter')}</Button>
        <Link href="/reset">{t('login.forgot')}</Link>
      </form>
    </Gate>
  );
}

/* What the way in by the identity provider comes back with. */
const PROVIDER = new Set(['oidc_away', 'oidc_issuer', 'oidc_off', 'oidc_refused', 'oidc_state', 'oidc_token', 'oidc_unknown']);

const FAULTS = { wrong: 'login.wrong', code: 'login.wrongCode', network: 'failure.network' } as const;

function faultOf(error: unknown, hasCode: boolean): string | null {
  if (!error) return null;
  if (!(error instanceof ApiProblem)) return 'network';
  if (error.code === 'second_factor_needed') return null;
  if (error.status === 401) return hasCode ? 'code' : 'wrong';
  return error.problem.detail ?? error.problem.title;
}

/** Nothing of whoever was here before stays; the desk opens by itself for who is here now. */
function useEntry() {
  const client = useQueryClient();
  return (me: Me) => {
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
    client.setQueryData(meQuery.queryKey, me);
  };
}

/** Everybody of the demonstration, without scrolling: those of one kind by title, agents by their department. */
function DemoRoles({ onEntered }: { onEntered: (me: Me) => void }) {
  const { t } = useLanguage();
  const { data } = useQuery(demoAccountsQuery);
  const { mutate, isPending } = useMutation({ mutationFn: (email: string) => api.post<Me>('/demo/session', { email }), onSuccess: onEntered });
  if (!data?.items.length) return null;
  const agents = data.items.filter((a) => a.role === 'agent');
  const departments = [...new Set(agents.map((a) => a.department))];
  return (
    <section className={css.demo} aria-labelledby="demo">
      <h2 id="demo">{t('login.demo')}</h2>
      <div className={css.roles}>
        {data.items.filter((a) => a.role !== 'agent').map((account) => (
          <button key={account.email} type="button" className={css.role} disabled={isPending} onClick={() => mutate(account.email)}>
            <strong><bdi>{account.name}</bdi></strong>
            <span><bdi>{account.title}</bdi></span>
          </button>
        ))}
      </div>
      <h3>{t('login.agents')}</h3>
      <dl className={css.departments}>
        {departments.map((department) => (
          <div key={department}>
            <dt><bdi>{department ?? t('role.agent')}</bdi></dt>
            <dd>
              {agents.filter((a) => a.department === department).map((account) => (
                <button key={account.email} type="button" className={css.person} title={account.title} disabled={isPending} onClick={() => mutate(account.email)}>
                  <bdi>{account.name}</bdi>
                </button>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
