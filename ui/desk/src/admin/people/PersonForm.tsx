import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { api } from '~/api/client';
import type { Role } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { useMe } from '~/shell/me';
import { sayDone, sayFailure } from '~/shared/toast';
import { useConfirm } from '../kit/Confirm';
import { ChoiceField, NumberField, PickMany, TextField } from '../kit/fields';
import { optionsOf } from '../kit/options';
import { Card, Head, SaveBar } from '../kit/Page';
import { useTexts } from '../kit/texts';
import { useForm } from '../kit/useForm';
import { useRows, useShelf } from '../kit/useShelf';
import kit from '../kit/kit.module.css';
import type { Department, Person, Queue, Team } from '../types';
import { AuditorScope } from './AuditorScope';
import { ROLES, State } from './People';
import { SkillLevels } from './SkillLevels';
import css from './people.module.css';

export type PersonFields = Pick<Person, 'name' | 'email' | 'role' | 'department_id' | 'capacity' | 'scope' | 'valid_until' | 'skills' | 'queue_ids' | 'team_ids'>;

interface Props {
  person: Person | null;
  start: PersonFields;
  mayAll: boolean;
  leads: boolean;
}

export function PersonForm({ person, start, mayAll, leads }: Props) {
  const a = useTexts();
  const { t, locale } = useLanguage();
  const [, go] = useLocation();
  const form = useForm(start);
  const { save } = useShelf<Person>('users');
  const departments = useRows<Department>('departments');
  const teams = useRows<Team>('teams');
  const skills = useRows<{ id: string; name: string }>('skills');
  const queues = useRows<Queue>('queues');
  const { value, set, error } = form;

  function keep(): void {
    const body = person ? form.changes() : { ...value, locale };
    save.mutate({ id: person?.id ?? null, body }, {
      onSuccess(kept) {
        sayDone(person ? t('done.saved') : a('people.invitedNow', { email: value.email }));
        form.reset(person ? value : undefined);
        if (!person) go(`/admin/people/${kept.id}`, { replace: true });
      },
      onError: form.refuse,
    });
  }

  const isAuditor = value.role === 'auditor';
  return (
    <>
      <Head back={{ to: '/admin/people', label: a('back', { name: a('section.people') }) }} title={person ? <bdi>{person.name}</bdi> : a('people.invite')}
        text={person ? undefined : a('people.inviteText')} action={person && <State person={person} />} />
      {!leads && person && <p className={kit.hint}>{a('readOnly')}</p>}
      <Card title={a('people.who')} hint={a('people.whoHint')}>
        <div className={kit.two}>
          <TextField label={a('field.name')} required isOff={!mayAll} value={value.name} error={error('name')} onChange={(name) => set({ name })} />
          <TextField label={t('login.email')} required isLatin isOff={!mayAll} value={value.email} error={error('email')} onChange={(email) => set({ email })} />
        </div>
        <div className={kit.two}>
          <ChoiceField label={a('people.role')} hint={a(`roleMeans.${value.role}`)} isOff={!mayAll} value={value.role} error={error('role')} options={ROLES.map((r) => ({ value: r, label: t(`role.${r}`) }))}
            onChange={(role) => set({ role: role as Role, ...(role === 'auditor' ? {} : { scope: {} }) })} />
          <ChoiceField label={a('field.department')} none={a('none')} isOff={!mayAll} value={value.department_id} error={error('department_id')} options={optionsOf(departments)} onChange={(department_id) => set({ department_id })} />
        </div>
      </Card>
      {isAuditor && <AuditorScope form={form} departments={departments} isOff={!mayAll} />}
      {!isAuditor && (
        <>
          <Card title={a('people.work')} hint={a('people.workHint')}>
            <NumberField label={a('people.capacity')} hint={a('people.capacityHint')} isOff={!leads && !mayAll} value={value.capacity} max={1000} error={error('capacity')} onChange={(capacity) => set({ capacity })} />
            <PickMany label={a('section.queues')} isOff={!leads && !mayAll} value={value.queue_ids} error={error('queue_ids')} options={optionsOf(queues)} none={a('queues.emptyText')} onChange={(queue_ids) => set({ queue_ids })} />
            <PickMany label={a('section.teams')} isOff={!leads && !mayAll} value={value.team_ids} error={error('team_ids')} options={optionsOf(teams)} none={a('teams.emptyText')} onChange={(team_ids) => set({ team_ids })} />
          </Card>
          <Card title={a('section.skills')} hint={a('people.skillsHint')}>
            <SkillLevels skills={skills} value={value.skills} isOff={!leads && !mayAll} onChange={(next) => set({ skills: next })} />
          </Card>
        </>
      )}
      {person && mayAll && <Access person={person} />}
      <SaveBar form={form} isNew={!person} isSaving={save.isPending} onSave={keep} mayKeep={mayAll || leads} />
    </>
  );
}

/** What closes or opens the door for somebody. */
function Access({ person }: { person: Person }) {
  const a = useTexts();
  const { t } = useLanguage();
  const me = useMe();
  const [, go] = useLocation();
  const { ask, dialog } = useConfirm();
  const shelf = useShelf<Person>('users');
  const again = useMutation({
    mutationFn: () => api.post<void>(`/users/${person.id}/invitation`),
    onSuccess: () => sayDone(a('people.invitedNow', { email: person.email })),
    onError: (error) => sayFailure(t, error),
  });
  const reset = useMutation({
    mutationFn: () => api.delete<void>(`/users/${person.id}/totp`),
    onSuccess: () => { sayDone(a('people.totpGone')); void shelf.refetch(); },
    onError: (error) => sayFailure(t, error),
  });
  const bar = useMutation({
    mutationFn: (isBarred: boolean) => (isBarred ? api.put<void>(`/users/${person.id}/disablement`) : api.delete<void>(`/users/${person.id}/disablement`)),
    onSuccess: (_, isBarred) => {
      sayDone(a(isBarred ? 'people.barred' : 'people.letIn', { name: person.name }), isBarred ? { label: t('action.undo'), run: () => bar.mutate(false) } : undefined);
      void shelf.refetch();
    },
    onError: (error) => sayFailure(t, error),
  });
  const isMe = person.id === me.user.id;
  return (
    <Card title={a('people.access')} hint={a('people.accessHint')}>
      <div className={css.danger}>
        {person.is_invited && <Button variant="default" loading={again.isPending} onClick={() => again.mutate()}>{a('people.inviteAgain')}</Button>}
        {person.has_totp && !isMe && (
          <Button variant="default" loading={reset.isPending} onClick={() => ask({ title: a('people.totpTitle', { name: person.name }), consequence: a('people.totpText'), label: a('people.totpReset'), run: () => reset.mutate() })}>{a('people.totpReset')}</Button>
        )}
        {!isMe && person.is_disabled && <Button loading={bar.isPending} onClick={() => bar.mutate(false)}>{a('people.enable')}</Button>}
        {!isMe && !person.is_disabled && (
          <Button variant="default" loading={bar.isPending} onClick={() => ask({
            title: a('people.disableTitle', { name: person.name }), consequence: a('people.disableText'), label: a('people.disable'), run: () => bar.mutate(true),
          })}>{a('people.disable')}</Button>
        )}
        {!isMe && (
          <Button variant="light" color="red" onClick={() => ask({
            title: a('people.endTitle', { name: person.name }), consequence: a('people.endText'), label: a('people.end'),
            run: () => { go('/admin/people'); void shelf.dismiss(person.id, () => sayDone(a('people.ended', { name: person.name }))); },
          })}>{a('people.end')}</Button>
        )}
        {isMe && <p className={kit.hint}>{a('people.self')}</p>}
      </div>
      {dialog}
    </Card>
  );
}
