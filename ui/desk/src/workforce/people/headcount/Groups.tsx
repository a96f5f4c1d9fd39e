import { Button, FileButton, SegmentedControl, TextInput } from '@mantine/core';
import { IconDownload, IconFileUpload, IconInbox, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ApiProblem } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { Choose } from '~/shared/Choose';
import { download, toCsv } from '../../kit/csv';
import { rounded } from '../../kit/figures';
import { NumberSlider } from '../../kit/NumberSlider';
import { Refused } from '../../kit/Working';
import type { HeadcountPlan, QueueMonths, Site, TabledMonths } from '../types';
import { usePeopleWords } from '../words';
import { monthCode } from './months';
import { BOUNDS, MOST_GROUPS, NEW_GROUP, type Ask, type Group, type Question } from './params';
import css from './Groups.module.css';
import card from '~/shared/card.module.css';

interface Props {
  question: Question;
  at: number;
  nameOf: (at: number) => string;
  onChoose: (at: number) => void;
  onChange: (changes: Partial<Question>) => void;
}

const OWN = '1';

/** Whose people are planned: one group or several, each with its months, by hand or from a table. */
export function Groups(props: Props) {
  const p = usePeopleWords();
  const { question, at, nameOf, onChoose, onChange } = props;
  const { groups } = question;
  const group = groups[at] ?? NEW_GROUP;
  const set = (changes: Partial<Group>) => onChange({ groups: groups.map((one, i) => (i === at ? { ...one, ...changes } : one)) });
  const setAll = (next: Group[]) => onChange({ groups: next, table: next.some((one) => one.months) ? question.table : null });
  return (
    <section className={card.card} aria-label={p('groups.title')}>
      <header className={card.head}>
        <h2>{p('groups.title')}</h2>
        {groups.length < MOST_GROUPS && <Button variant="light" size="compact-md" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => { setAll([...groups, { ...NEW_GROUP, name: p('groups.new', { n: groups.length + 1 }) }]); onChoose(groups.length); }}>{p('groups.add')}</Button>}
      </header>
      {groups.length > 1 && <SegmentedControl className={css.names ?? ''} aria-label={p('groups.which')} value={String(at)} onChange={(next) => onChoose(Number(next))} data={groups.map((_, i) => ({ value: String(i), label: nameOf(i) }))} />}
      <div className={css.row}>
        <TextInput label={p('groups.name')} value={group.name} placeholder={nameOf(at)} maxLength={120} onChange={(e) => set({ name: e.currentTarget.value })} />
        {groups.length > 1 && <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => { setAll(groups.filter((_, i) => i !== at)); onChoose(Math.max(0, at - 1)); }}>{p('groups.remove', { name: nameOf(at) })}</Button>}
      </div>
      {group.months
        ? <div className={css.tabled}><p>{p('groups.tabled', { n: group.months.length })}</p><Button variant="default" size="compact-md" onClick={() => setAll(groups.map((one, i) => (i === at ? { ...one, months: null } : one)))}>{p('groups.byHand')}</Button></div>
        : <ByHand group={group} set={set} onTake={(changes, aht) => onChange({ groups: groups.map((one, i) => (i === at ? { ...one, ...changes } : one)), ...(aht ? { ask: { ...question.ask, aht } } : {}) })} />}
      <NumberSlider label={p('field.staff')} unit={p('unit.people')} isWhole value={group.staff} bounds={BOUNDS.staff} slide={[0, 200, 1]} onChange={(staff) => set({ staff })} />
      <NumberSlider label={p('field.starting')} unit={p('unit.people')} isWhole value={group.starting} bounds={BOUNDS.starting} slide={[0, 40, 1]} onChange={(starting) => set({ starting })} hint={p('field.startingHint')} />
      <Where group={group} set={set} />
      <Table {...props} />
    </section>
  );
}

function ByHand({ group, set, onTake }: { group: Group; set: (changes: Partial<Group>) => void; onTake: (changes: Partial<Group>, aht: number | null) => void }) {
  const p = usePeopleWords();
  const { volume } = group;
  const part = Math.max(1, volume / 100);
  return (
    <>
      <OwnMonths onTake={onTake} />
      <NumberSlider label={p('field.volume')} unit={p('unit.contacts')} value={volume} bounds={BOUNDS.volume} slide={[0, 100_000, 500]} onChange={(next) => set({ volume: next, low: rounded(next * 0.9, 0), high: rounded(next * 1.125, 0) })} hint={p('field.volumeHint')} />
      <NumberSlider label={p('field.low')} unit={p('unit.contacts')} value={group.low} bounds={BOUNDS.low} slide={[0, volume || 1, part]} onChange={(low) => set({ low })} />
      <NumberSlider label={p('field.high')} unit={p('unit.contacts')} value={group.high} bounds={BOUNDS.high} slide={[volume, Math.max(1, volume * 2), part]} onChange={(high) => set({ high })} hint={p('field.bandHint')} />
    </>
  );
}

/** Takes the month from the forecast of one's own queues. */
function OwnMonths({ onTake }: { onTake: (changes: Partial<Group>, aht: number | null) => void }) {
  const p = usePeopleWords();
  const own = useMutation({
    mutationFn: () => api.get<QueueMonths>('/workforce/headcount/own'),
    onSuccess({ items }) {
      const sum = (of: (one: QueueMonths['items'][number]) => number) => items.reduce((all, one) => all + of(one), 0);
      const volume = sum((one) => one.volume);
      if (!volume) return;
      const timed = sum((one) => (one.aht_s === null ? 0 : one.volume));
      const aht: Ask['aht'] | null = timed ? rounded(sum((one) => one.volume * (one.aht_s ?? 0)) / timed, 0) : null;
      onTake({ volume: rounded(volume, 0), low: rounded(sum((one) => one.low), 0), high: rounded(sum((one) => one.high), 0) }, aht);
    },
  });
  return (
    <div>
      <Button variant="light" loading={own.isPending} leftSection={<IconInbox size={17} aria-hidden />} onClick={() => own.mutate()}>{p('own.take')}</Button>
      <p className={card.faint} role="status">
        {own.data && (own.data.items.length ? p('own.taken', { n: own.data.items.length, queues: [...new Set(own.data.items.map((one) => one.queue))].join(p('comma')) }) : p('own.none'))}
      </p>
      {own.error instanceof ApiProblem && <Refused problem={own.error} />}
    </div>
  );
}

/** Where the group sits: a site's hour may cost more or less than one in the own house. */
function Where({ group, set }: { group: Group; set: (changes: Partial<Group>) => void }) {
  const p = usePeopleWords();
  const { format } = useLanguage();
  const { data } = useQuery({ queryKey: ['workforce', 'sites', 'factors'], queryFn: ({ signal }) => api.get<{ items: Site[] }>('/workforce/sites', signal) });
  const sites = (data?.items ?? []).map((one) => ({ value: String(one.cost_factor), label: p('groups.site', { name: one.name, n: format.number(rounded(one.cost_factor, 2)) }) }));
  const known = [{ value: OWN, label: p('groups.ownHouse') }, ...sites.filter((one, i) => one.value !== OWN && sites.findIndex((other) => other.value === one.value) === i)];
  const value = String(group.factor);
  return (
    <>
      {known.length > 1 && <Choose label={p('groups.where')} value={known.some((one) => one.value === value) ? value : ''} options={known.some((one) => one.value === value) ? known : [{ value: '', label: p('groups.elsewhere') }, ...known]} onChange={(next) => next && set({ factor: Number(next) })} />}
      <NumberSlider label={p('field.factor')} unit={p('unit.times')} value={group.factor} bounds={BOUNDS.factor} slide={[0.2, 3, 0.05]} onChange={(factor) => set({ factor })} hint={p('field.factorHint')} />
    </>
  );
}

interface Fault {
  line: number;
  column: string;
  why: string;
}

/** Months from a table and into one: the same columns both ways. */
function Table({ question, onChoose, onChange }: Props) {
  const p = usePeopleWords();
  const { format } = useLanguage();
  const [name, setName] = useState('');
  const reading = useMutation({
    mutationFn: async (file: File) => {
      setName(file.name);
      return api.post<TabledMonths>('/workforce/headcount/table', { csv: await file.text() });
    },
    onSuccess({ first, reckoning, groups }) {
      const known = (title: string) => question.groups.find((one) => one.name === title) ?? { ...NEW_GROUP, staff: 0 };
      onChange({ table: { first, reckoning }, groups: groups.map((one) => ({ ...known(one.name), name: one.name === 'all' ? '' : one.name, months: one.months })) });
      onChoose(0);
    },
  });
  const faults = reading.error instanceof ApiProblem ? ((reading.error.problem as { faults?: Fault[] }).faults ?? []) : [];
  return (
    <div className={css.table}>
      <FileButton accept=".csv,text/csv" onChange={(file) => file && reading.mutate(file)}>{(props) => <Button {...props} variant="default" loading={reading.isPending} leftSection={<IconFileUpload size={17} aria-hidden />}>{p('groups.import')}</Button>}</FileButton>
      <p className={card.faint}>{p('groups.columns')} <bdi dir="ltr">month, group, volume | required, low, high, aht</bdi></p>
      {reading.data && question.table && <p role="status"><bdi>{name}</bdi>: {p('groups.read', { n: reading.data.groups.length, months: reading.data.groups[0]?.months.length ?? 0 })}</p>}
      {faults.length > 0 && <ul className={css.faults} role="alert" aria-label={p('groups.faults')}>{faults.map((one) => <li key={`${one.line}${one.column}${one.why}`}>{p('groups.line', { n: one.line })} <bdi dir="ltr">{one.column}</bdi> <bdi>{format.digits(one.why)}</bdi></li>)}</ul>}
      {reading.error instanceof ApiProblem && faults.length === 0 && <Refused problem={reading.error} />}
    </div>
  );
}

/** The months that were asked, a row each, so that a spreadsheet can go on with them. */
export function saveMonths(question: Question, plan: HeadcountPlan, wished: { name: string; months: object[] }[], calendar: 'jalali' | 'gregorian'): void {
  const columns = ['required', 'volume', 'low', 'high', 'aht'] as const;
  const code = monthCode(question.table?.reckoning ?? calendar);
  const rows = wished.flatMap((group) => group.months.map((month, i) => {
    const values = month as Record<string, number | null | undefined>;
    return [code(plan.months[i] ?? ''), group.name, ...columns.map((column) => { const value = values[column === 'aht' ? 'aht_s' : column]; return value == null ? null : rounded(value, 2); })];
  }));
  download('hamseda-months.csv', toCsv(['month', 'group', ...columns], rows));
}

/** The button for it. */
export function SaveMonths({ onClick }: { onClick: () => void }) {
  const p = usePeopleWords();
  return <Button variant="default" size="compact-md" leftSection={<IconDownload size={16} aria-hidden />} onClick={onClick}>{p('groups.export')}</Button>;
}
