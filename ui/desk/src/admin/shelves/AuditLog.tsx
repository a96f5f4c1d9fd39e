import { Button } from '@mantine/core';
import { IconLink, IconLinkOff } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api } from '~/api/client';
import type { Page } from '~/api/types';
import { useLanguage, type Translate } from '~/i18n/context';
import type { Key } from '~/messages/fa';
import { Empty } from '~/shared/Empty';
import { ChoiceField, DayField } from '../kit/fields';
import { Head, Loaded } from '../kit/Page';
import { Table, Tag } from '../kit/Table';
import { useTexts, type AdminKey } from '../kit/texts';
import { useRows } from '../kit/useShelf';
import type { AuditEntry, Person } from '../types';
import { ASKED, subjectName, SUBJECTS, wordsOf } from './auditWords';
import css from './shelves.module.css';

const PAGE = 50;
const DAY_MS = 86_400_000;

interface Filter {
  actor_id: string | null;
  action: string | null;
  subject_kind: string | null;
  from: string | null;
  to: string | null;
}

const EVERYTHING: Filter = { actor_id: null, action: null, subject_kind: null, from: null, to: null };

/** Who did what, to what, and when: asked of the server, the newest first. */
export default function AuditLog() {
  const a = useTexts();
  const { t, format } = useLanguage();
  const people = useRows<Person>('users');
  const [filter, setFilter] = useState(EVERYTHING);
  // Fields keep what was typed: they begin anew when the filters are taken away.
  const [round, setRound] = useState(0);
  const log = useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) => api.get<Page<AuditEntry>>(`/audit?${asked(filter, pageParam)}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const rows = log.data?.pages.flatMap((page) => page.items) ?? [];
  const nameOf = (e: AuditEntry) => people.find((p) => p.id === e.actor_id)?.name ?? a(e.actor_kind === 'api_key' ? 'audit.key' : e.actor_kind === 'user' ? 'audit.someone' : 'audit.system');
  const isFiltered = Object.values(filter).some(Boolean);
  const clear = isFiltered && <Button variant="default" onClick={() => { setFilter(EVERYTHING); setRound(round + 1); }}>{a('audit.clear')}</Button>;
  return (
    <>
      <Head title={a('section.audit')} text={a('audit.text')} />
      <Filters key={round} filter={filter} people={people} onChange={(changes) => setFilter((all) => ({ ...all, ...changes }))} end={clear} />
      <Loaded isPending={log.isPending} error={log.error} onRetry={() => void log.refetch()}>
        {!isFiltered && <ChainState entries={rows} />}
        {rows.length === 0 ? <Empty art="search" title={a('audit.nothing')}>{a('audit.nothingText')}</Empty> : (
          <Table label={a('section.audit')} rows={rows} columns={[
            { head: a('audit.what'), cell: (e) => wordsOf(a, e) },
            { head: a('audit.when'), isNarrow: true, cell: (e) => <time dateTime={e.at}>{format.moment(e.at)}</time> },
            { head: a('audit.who'), cell: (e) => <bdi>{nameOf(e)}</bdi> },
            { head: a('audit.detail'), cell: (e) => <span className={css.detail}>{detailsOf(a, t, e).map((part) => <bdi key={part}>{part}</bdi>)}</span> },
            { head: a('audit.chain'), isNarrow: true, cell: (e) => (e.position === null ? <Tag tone="warn">{a('audit.unlinked')}</Tag> : <bdi dir="ltr">#{format.number(e.position)}</bdi>) },
          ]} />
        )}
        {log.hasNextPage && <Button mt="md" variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>{a('audit.older')}</Button>}
      </Loaded>
    </>
  );
}

function Filters({ filter, people, onChange, end }: { filter: Filter; people: Person[]; onChange: (changes: Partial<Filter>) => void; end: ReactNode }) {
  const a = useTexts();
  return (
    <div className={css.filters} role="search" aria-label={a('section.audit')}>
      <ChoiceField label={a('audit.actor')} none={a('all')} value={filter.actor_id} onChange={(actor_id) => onChange({ actor_id })} options={people.map((p) => ({ value: p.id, label: p.name }))} />
      <ChoiceField label={a('audit.action')} none={a('all')} value={filter.action} onChange={(action) => onChange({ action })} options={ASKED.map((action) => ({ value: action, label: wordsOf(a, { action }) }))} />
      <ChoiceField label={a('audit.subject')} none={a('all')} value={filter.subject_kind} onChange={(subject_kind) => onChange({ subject_kind })} options={[...SUBJECTS].map((kind) => ({ value: kind, label: subjectName(a, kind) }))} />
      <DayField label={a('audit.from')} value={filter.from} onChange={(from) => onChange({ from })} />
      <DayField label={a('audit.to')} value={filter.to} onChange={(to) => onChange({ to })} />
      {end}
    </div>
  );
}

/** The question to the server; a period is told in days, whole ones of the reader. */
function asked({ from, to, ...others }: Filter, after: string | null): string {
  const said = Object.entries({
    ...others, after,
    from: from && new Date(`${from}T00:00:00`).toISOString(),
    to: to && new Date(new Date(`${to}T00:00:00`).getTime() + DAY_MS).toISOString(),
  }).flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : []));
  return new URLSearchParams([['limit', String(PAGE)], ...said]).toString();
}

/** How much of what is shown hangs in the chain, and how the whole of it is proved. */
function ChainState({ entries }: { entries: AuditEntry[] }) {
  const a = useTexts();
  const loose = entries.filter((e) => e.position === null).length;
  const last = Math.max(0, ...entries.map((e) => e.position ?? 0));
  if (entries.length === 0) return null;
  return (
    <div className={css.chain} data-state={loose ? 'waiting' : 'whole'} role="status">
      {loose ? <IconLinkOff size={22} aria-hidden /> : <IconLink size={22} aria-hidden />}
      <p>
        <strong>{loose ? a('audit.loose', { n: loose }) : a('audit.linked', { n: last })}</strong> {a('audit.prove')} <bdi dir="ltr"><code>hamseda doctor audit</code></bdi>
      </p>
    </div>
  );
}

const ROADS = new Set(['password', 'oidc', 'demo', 'switch', 'command_line']);
const ROLES = new Set(['admin', 'supervisor', 'agent', 'light', 'auditor']);
const WORDED = new Set(['by', 'reason', 'fields', 'role', 'name', 'email', 'method', 'path', 'query', 'status', 'subject']);

function detailsOf(a: Translate<AdminKey>, t: Translate<Key>, { detail, address }: AuditEntry): string[] {
  const named = (name: string, value: unknown) =>
    name === 'by' && ROADS.has(String(value)) ? a(`road.${String(value)}` as AdminKey) : name === 'role' && ROLES.has(String(value)) ? t(`role.${String(value)}` as Key) : undefined;
  const said = Object.entries(detail ?? {}).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0));
  return [...said.map(([name, value]) => `${WORDED.has(name) ? a(`detail.${name}` as AdminKey) : name}: ${named(name, value) ?? inWords(value)}`), address ?? ''].filter(Boolean);
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
