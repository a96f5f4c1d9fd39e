import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Role } from '~/api/types';
import { isLike } from '~/composer/trigger';
import { useLanguage } from '~/i18n/context';
import { useMay } from '~/shell/me';
import { Avatar } from '~/shared/Avatar';
import { Empty } from '~/shared/Empty';
import { ChoiceField } from '../kit/fields';
import { nameOf, optionsOf } from '../kit/options';
import { Head, Loaded } from '../kit/Page';
import { Search } from '../kit/ShelfPage';
import { Table, Tag } from '../kit/Table';
import { useTexts } from '../kit/texts';
import { useRows, useShelf } from '../kit/useShelf';
import type { Department, Person } from '../types';
import css from './people.module.css';

export const ROLES: Role[] = ['admin', 'supervisor', 'agent', 'light', 'auditor'];

export default function People() {
  const a = useTexts();
  const { t, format, locale } = useLanguage();
  const [, go] = useLocation();
  const may = useMay('people.manage');
  const { items, isPending, error, refetch } = useShelf<Person>('users');
  const departments = useRows<Department>('departments');
  const [query, setQuery] = useState('');
  const [role, setRole] = useState<string | null>(null);
  const [department, setDepartment] = useState<string | null>(null);
  const [state, setState] = useState<string | null>(null);
  const rows = items
    .filter((p) => isLike(`${p.name} ${p.email}`, query.trim()) && (!role || p.role === role) && (!department || p.department_id === department) && (!state || p.is_disabled === (state === 'barred')))
    .sort((one, other) => one.name.localeCompare(other.name, locale));
  const invite = may && <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={() => go('/admin/people/new')}>{a('people.invite')}</Button>;
  return (
    <>
      <Head title={a('section.people')} text={a('people.text')} action={invite} />
      <Loaded isPending={isPending} error={error} onRetry={() => void refetch()}>
        <div className={css.filters}>
          <Search label={a('people.search')} value={query} onChange={setQuery} />
          <ChoiceField label={a('people.role')} none={a('all')} value={role} onChange={setRole} options={ROLES.map((r) => ({ value: r, label: t(`role.${r}`) }))} />
          <ChoiceField label={a('field.department')} none={a('all')} value={department} onChange={setDepartment} options={optionsOf(departments)} />
          <ChoiceField label={a('people.only')} none={a('all')} value={state} onChange={setState} options={[{ value: 'in', label: a('people.onlyIn') }, { value: 'barred', label: a('people.onlyBarred') }]} />
          <p className={css.count} role="status">{a('people.count', { n: rows.length })}</p>
        </div>
        {rows.length === 0 ? <Empty art="search" title={a('people.none')}>{a('people.noneText')}</Empty> : (
          <Table label={a('section.people')} rows={rows} to={(p) => `/admin/people/${p.id}`} columns={[
            { head: a('field.name'), cell: (p) => <span className={css.who}><Avatar name={p.name} size={34} /><span><bdi>{p.name}</bdi><small dir="ltr">{p.email}</small></span></span> },
            { head: a('people.role'), isNarrow: true, cell: (p) => t(`role.${p.role}`) },
            { head: a('field.department'), cell: (p) => nameOf(departments, p.department_id) },
            { head: a('section.skills'), isNarrow: true, cell: (p) => format.number(p.skills?.length ?? 0) },
            { head: a('section.queues'), isNarrow: true, cell: (p) => format.number(p.queue_ids?.length ?? 0) },
            { head: a('people.state'), isNarrow: true, cell: (p) => <State person={p} /> },
          ]} />
        )}
      </Loaded>
    </>
  );
}

export function State({ person }: { person: Person }) {
  const a = useTexts();
  const { format } = useLanguage();
  if (person.is_disabled) return <Tag tone="bad">{a('people.disabled')}</Tag>;
  if (person.valid_until && Date.parse(person.valid_until) < Date.now()) return <Tag tone="bad">{a('people.expired')}</Tag>;
  if (person.is_invited) return <Tag tone="warn">{a('people.invited')}</Tag>;
  if (person.valid_until) return <Tag tone="accent">{a('people.untilDay', { day: format.date(person.valid_until) })}</Tag>;
  return person.has_totp ? <Tag tone="good">{a('people.secured')}</Tag> : <Tag>{a('people.active')}</Tag>;
}
