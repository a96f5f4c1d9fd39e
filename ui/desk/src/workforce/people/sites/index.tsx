import { Checkbox, SegmentedControl } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '~/api/client';
import { ChoiceField, ClockInput, NumberField, PickMany, TextField } from '~/admin/kit/fields';
import { minutesOf } from '~/admin/kit/days';
import { nameOf, optionsOf } from '~/admin/kit/options';
import { ShelfPage } from '~/admin/kit/ShelfPage';
import { Tag } from '~/admin/kit/Table';
import { shelfQuery, useRows } from '~/admin/kit/useShelf';
import type { Department, Person } from '~/admin/types';
import { useLanguage } from '~/i18n/context';
import { useToday } from '../../forecast/useForecast';
import { rounded } from '../../kit/figures';
import type { Coverage, Site } from '../types';
import { usePeopleWords } from '../words';
import { CoverageMap, CoverageTable } from './CoverageMap';
import people from '../People.module.css';
import css from './Sites.module.css';
import card from '~/shared/card.module.css';

const SHELF = 'workforce/sites';
const KINDS = ['in_house', 'outsourced', 'remote'] as const;
const WEEK = ['sat', 'sun', 'mon', 'tue', 'wed', 'thu', 'fri'] as const;
const A_SATURDAY = Date.UTC(2026, 10, 28, 12);
const DAY_MS = 86_400_000;
const TONES = { in_house: 'accent', outsourced: 'warn', remote: 'plain' } as const;

type Fields = Omit<Site, 'id'>;
type Hours = Site['hours'];

/** Where people sit, in which zone, and who covers which hours of the day. */
export default function SitesPage() {
  const p = usePeopleWords();
  const { format } = useLanguage();
  const departments = useRows<Department>('departments');
  const staff = useRows<Person>('users');
  return (
    <ShelfPage<Site, Fields>
      name={SHELF} title={p('sites.title')} text={p('sites.text')} art="calm" size={620}
      empty={{ title: p('sites.empty'), text: p('sites.emptyText') }} add={p('sites.add')}
      columns={[
        { head: p('sites.name'), cell: (one) => <bdi>{one.name}</bdi> },
        { head: p('sites.kind'), isNarrow: true, cell: (one) => <Tag tone={TONES[one.kind]}>{p(`site.${one.kind}`)}</Tag> },
        { head: p('sites.zone'), cell: (one) => <bdi dir="ltr">{one.time_zone}</bdi> },
        { head: p('sites.people'), isNarrow: true, cell: (one) => format.number(one.people) },
        { head: p('sites.factor'), isNarrow: true, cell: (one) => p('sites.times', { n: rounded(one.cost_factor, 2) }) },
        { head: p('sites.seated'), cell: (one) => [...one.department_ids.map((id) => nameOf(departments, id)), one.user_ids.length ? p('sum.people', { n: one.user_ids.length }) : ''].filter(Boolean).join(p('comma')) || p('none') },
      ]}
      words={(one) => one.name} may
      blank={{ name: '', kind: 'in_house', time_zone: 'Asia/Tehran', hours: Object.fromEntries(WEEK.slice(0, 6).map((day) => [day, [{ first: 480, end: 1200 }]])) as Hours, people: 4, cost_factor: 1, department_ids: [], user_ids: [] }}
      read={({ id: _, ...rest }) => rest}
      fields={(form) => (
        <>
          <TextField label={p('sites.name')} required autoFocus value={form.value.name} error={form.error('name')} onChange={(name) => form.set({ name })} />
          <ChoiceField label={p('sites.kind')} value={form.value.kind} hint={p(`site.${form.value.kind}Text`)} error={form.error('kind')} options={KINDS.map((value) => ({ value, label: p(`site.${value}`) }))} onChange={(kind) => kind && form.set({ kind: kind as Fields['kind'] })} />
          <ChoiceField label={p('sites.zone')} value={form.value.time_zone} error={form.error('time_zone')} options={zones(form.value.time_zone)} onChange={(zone) => zone && form.set({ time_zone: zone })} />
          <OpenHours value={form.value.hours} onChange={(hours) => form.set({ hours })} />
          <div className={people.pair}>
            <NumberField label={p('sites.people')} max={10_000} value={form.value.people} hint={p('sites.peopleHint')} error={form.error('people')} onChange={(n) => form.set({ people: Math.round(n) })} />
            <NumberField label={p('sites.factor')} min={0.01} max={100} value={form.value.cost_factor} hint={p('sites.factorHint')} error={form.error('cost_factor')} onChange={(cost_factor) => form.set({ cost_factor })} />
          </div>
          <PickMany label={p('sites.departments')} value={form.value.department_ids} options={optionsOf(departments)} none={p('none')} error={form.error('department_ids')} onChange={(department_ids) => form.set({ department_ids })} />
          <PickMany label={p('sites.staff')} hint={p('sites.staffHint')} value={form.value.user_ids} options={staff.map((one) => ({ value: one.id, label: one.name }))} none={p('none')} error={form.error('user_ids')} onChange={(user_ids) => form.set({ user_ids })} />
        </>
      )}
      removal={{ label: p('sites.remove'), title: (one) => p('sites.removeTitle', { name: one.name }), consequence: () => p('sites.removeText') }}>
      <Covered />
    </ShelfPage>
  );
}

const zones = (own: string) => [...new Set([own, ...Intl.supportedValuesOf('timeZone')])].map((value) => ({ value, label: value }));

/** Hours by weekday, each day once: a second opening of a day that is there already is kept as it is. */
function OpenHours({ value, onChange }: { value: Hours; onChange: (hours: Hours) => void }) {
  const p = usePeopleWords();
  const { locale } = useLanguage();
  const name = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const clock = (minutes: number) => `${String(Math.floor((minutes % 1440) / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00`;
  return (
    <fieldset className={css.hours}>
      <legend>{p('sites.hours')} <small>{p('sites.hoursHint')}</small></legend>
      {WEEK.map((day, i) => {
        const [spell, ...more] = value[day] ?? [];
        const label = name.format(A_SATURDAY + i * DAY_MS);
        const change = (first: number, end: number) => onChange({ ...value, [day]: [{ first, end }, ...more] });
        return (
          <div key={day} className={css.day}>
            <Checkbox label={label} checked={spell !== undefined} onChange={() => (spell ? onChange(without(value, day)) : change(480, 1200))} />
            {spell && (
              <span>
                <ClockInput label={p('sites.opens', { day: label })} value={clock(spell.first)} onChange={(at) => change(minutesOf(at), spell.end)} />
                <span aria-hidden>–</span>
                <ClockInput label={p('sites.closes', { day: label })} value={clock(spell.end)} onChange={(at) => change(spell.first, minutesOf(at) || 1440)} />
              </span>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}

const without = (hours: Hours, day: keyof Hours): Hours => Object.fromEntries(Object.entries(hours).filter(([name]) => name !== day)) as Hours;

function Covered() {
  const p = usePeopleWords();
  const today = useToday();
  const [needed, setNeeded] = useState(1);
  const [view, setView] = useState('map');
  const { data: sites } = useQuery(shelfQuery<Site>(SHELF));
  const wish = { first: today, days: 7, required: Array.from({ length: 24 }, () => needed) };
  const { data: coverage, refetch } = useQuery({
    queryKey: ['workforce', 'coverage', wish],
    queryFn: ({ signal }) => api.ask<Coverage>('/workforce/sites/coverage', wish, signal),
    placeholderData: keepPreviousData,
  });
  const known = useRef(sites);
  useEffect(() => {
    if (known.current && known.current !== sites) void refetch();
    known.current = sites;
  }, [sites, refetch]);
  if (!sites?.length || !coverage) return null;
  return (
    <section className={card.card} aria-labelledby="coverage-title" style={{ marginBlockEnd: 18 }}>
      <header className={card.head}>
        <h2 id="coverage-title">{p('coverage.title')}</h2>
        <SegmentedControl size="xs" aria-label={p('view')} value={view} onChange={setView} data={[{ value: 'map', label: p('view.map') }, { value: 'table', label: p('view.table') }]} />
      </header>
      <div className={css.needed}><NumberField label={p('coverage.needed')} max={1000} value={needed} hint={p('coverage.neededHint')} onChange={(n) => setNeeded(Math.round(n))} /></div>
      <ul className={people.said}>{coverage.said.map((sentence) => <li key={sentence} data-tone={coverage.gaps.length ? 'bad' : undefined}>{sentence}</li>)}</ul>
      {view === 'map' ? <CoverageMap coverage={coverage} /> : <CoverageTable coverage={coverage} />}
      <p className={card.faint}>{p('coverage.note', { zone: coverage.time_zone })}</p>
    </section>
  );
}
