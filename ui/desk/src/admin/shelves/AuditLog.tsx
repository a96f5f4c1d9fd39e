import { Button } from '@mantine/core';
import { IconLink, IconLinkOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '~/api/client';
import type { Page } from '~/api/types';
import { isLike } from '~/composer/trigger';
import { useLanguage } from '~/i18n/context';
import { Empty } from '~/shared/Empty';
import { ChoiceField } from '../kit/fields';
import { Head, Loaded } from '../kit/Page';
import { Search } from '../kit/ShelfPage';
import { Table, Tag } from '../kit/Table';
import { useTexts } from '../kit/texts';
import { useRows } from '../kit/useShelf';
import type { AuditEntry, Person } from '../types';
import { subjectName, wordsOf } from './auditWords';
import css from './shelves.module.css';

const PAGE = 50;

export default function AuditLog() {
  const a = useTexts();
  const { format } = useLanguage();
  const people = useRows<Person>('users');
  const [query, setQuery] = useState('');
  const [subject, setSubject] = useState<string | null>(null);
  const [actor, setActor] = useState<string | null>(null);
  const log = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam, signal }) => api.get<Page<AuditEntry>>(`/audit?limit=${PAGE}${pageParam ? `&after=${pageParam}` : ''}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const all = log.data?.pages.flatMap((page) => page.items) ?? [];
  const nameOf = (e: AuditEntry) => people.find((p) => p.id === e.actor_id)?.name ?? a(e.actor_kind === 'api_key' ? 'audit.key' : e.actor_kind === 'user' ? 'audit.someone' : 'audit.system');
  const rows = all.filter((e) =>
    (!subject || e.subject_kind === subject) && (!actor || e.actor_id === actor)
    && isLike(`${wordsOf(a, e)} ${nameOf(e)} ${e.action} ${e.address ?? ''} ${JSON.stringify(e.detail)}`, query.trim()));
  const subjects = [...new Set(all.map((e) => e.subject_kind).filter((kind) => kind !== null))];
  return (
    <>
      <Head title={a('section.audit')} text={a('audit.text')} />
      <Loaded isPending={log.isPending} error={log.error} onRetry={() => void log.refetch()}>
        <ChainState entries={all} />
        <div className={css.filters}>
          <Search label={a('audit.search')} value={query} onChange={setQuery} />
          <ChoiceField label={a('audit.subject')} none={a('all')} value={subject} onChange={setSubject} options={subjects.map((kind) => ({ value: kind, label: subjectName(a, kind) }))} />
          <ChoiceField label={a('audit.actor')} none={a('all')} value={actor} onChange={setActor} options={people.map((p) => ({ value: p.id, label: p.name }))} />
        </div>
        {rows.length === 0 ? <Empty art="search" title={a('audit.nothing')}>{a('audit.nothingText')}</Empty> : (
          <Table label={a('section.audit')} rows={rows} columns={[
            { head: a('audit.what'), cell: (e) => wordsOf(a, e) },
            { head: a('audit.when'), isNarrow: true, cell: (e) => <time dateTime={e.at}>{format.moment(e.at)}</time> },
            { head: a('audit.who'), cell: (e) => <bdi>{nameOf(e)}</bdi> },
            { head: a('audit.detail'), cell: (e) => <span className={css.detail}>{detailsOf(e).map((part) => <bdi key={part} className={css.part}>{part}</bdi>)}</span> },
            { head: a('audit.chain'), isNarrow: true, cell: (e) => (e.position === null ? <Tag tone="warn">{a('audit.unlinked')}</Tag> : <bdi dir="ltr">#{format.number(e.position)}</bdi>) },
          ]} />
        )}
        {log.hasNextPage && <Button mt="md" variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>{a('audit.older')}</Button>}
      </Loaded>
    </>
  );
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

function detailsOf({ detail, address }: AuditEntry): string[] {
  const said = Object.entries(detail ?? {}).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0));
  return [...said.map(([name, value]) => `${name}: ${inWords(value)}`), address ?? ''].filter(Boolean);
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
