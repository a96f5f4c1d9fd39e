import { Button, SegmentedControl } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api } from '~/api/client';
import { CopyButton } from '~/admin/kit/Copy';
import { useLanguage } from '~/i18n/context';
import { useToday } from '../../forecast/useForecast';
import { download, toCsv } from '../../kit/csv';
import { rounded } from '../../kit/figures';
import { Head } from '../../kit/Head';
import { NumberSlider } from '../../kit/NumberSlider';
import { useAddress } from '../../kit/useAddress';
import { Working } from '../../kit/Working';
import type { EquipmentTotal, HeadcountPlan } from '../types';
import { MoneyField, MoneyProvider, MoneyUnit, useMoney } from '../money';
import { usePeopleWords, type PeopleKey } from '../words';
import { HeadcountChart, useMonthName } from './Chart';
import { Groups, SaveMonths, saveMonths } from './Groups';
import { BOUNDS, readQuestion, wishOf, writeQuestion, type Ask, type Question } from './params';
import people from '../People.module.css';
import page from '../../kit/question.module.css';
import card from '~/shared/card.module.css';
import table from '../../kit/table.module.css';

const SEATS = 100;

/** How many to start training when, who is missing in which month, what it costs. */
export default function HeadcountPage() {
  return <MoneyProvider><Headcount /></MoneyProvider>;
}

function Headcount() {
  const p = usePeopleWords();
  const [question, setQuestion] = useState(() => readQuestion(new URLSearchParams(location.search)));
  const [at, choose] = useState(0);
  const change = (changes: Partial<Question>) => setQuestion((before) => ({ ...before, ...changes }));
  const set = (changes: Partial<Ask>) => setQuestion((before) => ({ ...before, ask: { ...before.ask, ...changes } }));
  const address = useAddress(writeQuestion(question));
  const { groups } = question;
  const nameOf = (i: number) => groups[i]?.name.trim() || (groups.length > 1 ? p('groups.new', { n: i + 1 }) : p('group'));
  const shown = Math.min(at, groups.length - 1);
  return (
    <>
      <Head title={p('headcount.title')} text={p('headcount.text')}><MoneyUnit /><CopyButton text={address} label={p('share')} /></Head>
      <div className={page.page}>
        <form className={card.stack} aria-label={p('fields')} onSubmit={(e) => e.preventDefault()}>
          <Groups question={question} at={shown} nameOf={nameOf} onChoose={choose} onChange={change} />
          <Fields ask={question.ask} set={set} isTabled={question.table !== null} />
        </form>
        <Answer question={question} at={shown} nameOf={nameOf} onChoose={choose} />
      </div>
    </>
  );
}

function Fields({ ask, set, isTabled }: { ask: Ask; set: (changes: Partial<Ask>) => void; isTabled: boolean }) {
  const p = usePeopleWords();
  const number = (name: keyof Ask, unit: PeopleKey, slide: readonly [number, number, number], more: { hint?: ReactNode; isWhole?: boolean } = {}) => (
    <NumberSlider label={p(`field.${name}` as PeopleKey)} unit={p(unit)} value={ask[name]} bounds={BOUNDS[name]} slide={slide} onChange={(value) => set({ [name]: value })} {...more} />
  );
  return (
    <>
      <section className={card.card} aria-label={p('fields.work')}>
        <h2>{p('fields.work')}</h2>
        {number('growth', 'unit.percent', [0, 10, 0.5], { hint: p('field.growthHint') })}
        {!isTabled && number('months', 'unit.months', [3, 24, 1], { isWhole: true })}
        {number('aht', 'unit.seconds', [30, 900, 10])}
        {number('shrinkage', 'unit.percent', [0, 60, 1], { hint: p('field.shrinkageHint') })}
      </section>
      <section className={card.card} aria-label={p('fields.team')}>
        <h2>{p('fields.team')}</h2>
        {number('attrition', 'unit.percent', [0, 15, 0.5], { hint: p('field.attritionHint', { n: rounded((1 - (1 - ask.attrition / 100) ** 12) * 100, 0) }) })}
        {number('cover', 'unit.percent', [50, 95, 5], { hint: p(ask.cover === 50 ? 'field.coverMiddle' : 'field.coverSure', { n: ask.cover }) })}
      </section>
      <section className={card.card} aria-label={p('fields.hiring')}>
        <h2>{p('fields.hiring')}</h2>
        {number('recruiting', 'unit.weeks', [0, 12, 1])}
        {number('training', 'unit.weeks', [0, 16, 1])}
        {number('pace1', 'unit.percent', [10, 100, 5])}
        {number('pace2', 'unit.percent', [10, 100, 5])}
        {number('passing', 'unit.percent', [50, 100, 1])}
        {number('most', 'unit.people', [1, 40, 1], { isWhole: true })}
        {number('classes', 'unit.classes', [0, 6, 1], { isWhole: true })}
      </section>
      <section className={card.card} aria-label={p('fields.money')}>
        <h2>{p('fields.money')}</h2>
        <MoneyField label={p('field.salary')} value={ask.salary} onChange={(salary) => set({ salary: salary ?? 0 })} />
        <MoneyField label={p('field.hire')} value={ask.hire} onChange={(hire) => set({ hire: hire ?? 0 })} />
        <MoneyField label={p('field.course')} value={ask.course} onChange={(course) => set({ course: course ?? 0 })} />
        {number('seats', 'unit.seats', [0, 200, 1], { isWhole: true, hint: p('field.seatsHint') })}
      </section>
    </>
  );
}

function useSeat(): number {
  const { data } = useQuery({ queryKey: ['workforce', 'equipment', 'total', SEATS], queryFn: ({ signal }) => api.get<EquipmentTotal>(`/workforce/equipment/total?seats=${SEATS}`, signal) });
  return data?.seat ?? 0;
}

interface Shown {
  question: Question;
  at: number;
  nameOf: (at: number) => string;
  onChoose: (at: number) => void;
}

function Answer({ question, at, nameOf, onChoose }: Shown) {
  const p = usePeopleWords();
  const { calendar } = useLanguage();
  const today = useToday();
  const seat = useSeat();
  const monthName = useMonthName();
  const { say } = useMoney();
  const [view, setView] = useState('chart');
  const [settled] = useDebouncedValue(question, 250);
  const reckoning = calendar === 'gregorian' ? 'gregorian' : 'jalali';
  const wish = wishOf(settled, nameOf, seat, reckoning, today);
  const queryKey = ['workforce', 'headcount', wish];
  const query = useQuery({ queryKey, queryFn: ({ signal }) => api.ask<HeadcountPlan>('/workforce/headcount', wish, signal), placeholderData: keepPreviousData, staleTime: Infinity, retry: false });
  const plan = query.data;
  const groups = plan?.groups ?? [];
  const months = (groups[at] ?? groups[0])?.months ?? [];
  const everywhere = groups.flatMap((one) => one.months);
  const ends = groups.map((one) => one.months.at(-1)?.required ?? { p10: 0, p50: 0, p90: 0 });
  const end = (band: 'p10' | 'p50' | 'p90') => rounded(ends.reduce((sum, one) => sum + one[band], 0), 0);
  const total = plan?.costs.reduce((sum, one) => sum + one.total, 0) ?? 0;
  const seats = plan?.costs.reduce((sum, one) => sum + one.new_seats, 0) ?? 0;

  function save(): void {
    if (!plan) return;
    const bands = ['required', 'productive', 'heads'] as const;
    const costs = ['salaries', 'hiring', 'training', 'seats', 'total'] as const;
    const head = ['month', 'group', 'start', 'missing', 'short', 'peak', ...bands.flatMap((one) => [`${one}_p10`, `${one}_p50`, `${one}_p90`]), ...costs.map((one) => (one === 'total' ? 'total_rial' : one))];
    const priced = (i: number) => costs.map((one) => plan.costs[i]?.[one] ?? 0);
    const isOne = plan.groups.length === 1;
    const rows = plan.groups.flatMap((group) => group.months.map((m, i) => [
      plan.months[i] ?? '', group.name, m.start, m.missing, m.short, m.peak, ...bands.flatMap((one) => [m[one].p10, m[one].p50, m[one].p90]), ...(isOne ? priced(i) : costs.map(() => null)),
    ]));
    // What it costs is of all groups together: a row of its own for each month.
    const sums = isOne ? [] : plan.months.map((month, i) => [month, '', plan.groups.reduce((sum, one) => sum + (one.months[i]?.start ?? 0), 0), ...Array.from({ length: 3 + 3 * bands.length }, () => null), ...priced(i)]);
    download('hamseda-headcount.csv', toCsv(head, [...rows, ...sums]));
  }

  return (
    <div className={card.stack}>
      <Working query={query} queryKey={queryKey} doing={p('headcount.doing')}>
        {plan && (
          <>
            <dl className={card.figures}>
              <div><dt>{p('sum.start')}</dt><dd>{p('sum.people', { n: everywhere.reduce((sum, m) => sum + m.start, 0) })}</dd></div>
              <div><dt>{p('sum.worst')}</dt><dd>{worst()}</dd></div>
              <div><dt>{p('sum.end')}</dt><dd>{p('sum.people', { n: end('p50') })} <small>{p('sum.between', { low: end('p10'), high: end('p90') })}</small></dd></div>
              {total > 0 && <div><dt>{p('sum.cost')}</dt><dd>{say(total)}{seats > 0 && <> <small>{p('sum.seats', { n: seats })}</small></>}</dd></div>}
            </dl>
            <section className={card.card} aria-labelledby="plan-title">
              <header className={card.head}>
                <h2 id="plan-title">{p('headcount.plan')}</h2>
                <SegmentedControl size="xs" aria-label={p('view')} value={view} onChange={setView} data={[{ value: 'chart', label: p('view.chart') }, { value: 'table', label: p('view.table') }]} />
                <Button variant="default" size="compact-md" leftSection={<IconDownload size={16} aria-hidden />} onClick={save}>{p('csv')}</Button>
                <SaveMonths onClick={() => saveMonths(settled, plan, wish.groups, reckoning)} />
              </header>
              {groups.length > 1 && <SegmentedControl size="sm" aria-label={p('groups.which')} value={String(at)} onChange={(next) => onChoose(Number(next))} data={groups.map((one, i) => ({ value: String(i), label: one.name }))} />}
              {view === 'chart' ? <HeadcountChart plan={plan} months={months} /> : <Months plan={plan} months={months} />}
            </section>
            <section className={card.card} aria-labelledby="said-title">
              <h2 id="said-title">{p('headcount.todo')}</h2>
              <ul className={people.said}>{plan.said.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>
              <p className={card.faint}>{p('headcount.note')}</p>
            </section>
          </>
        )}
      </Working>
    </div>
  );

  function worst(): ReactNode {
    const missing = (plan?.months ?? []).map((month, i) => ({ month, missing: groups.reduce((sum, one) => sum + (one.months[i]?.missing ?? 0), 0) })).filter((m) => m.missing > 0);
    if (missing.length === 0) return p('sum.nobody');
    const most = missing.reduce((best, one) => (one.missing > best.missing ? one : best));
    return <>{p('sum.people', { n: most.missing })} <small>{p('sum.inMonth', { month: monthName(most.month), n: missing.length })}</small></>;
  }
}

function Months({ plan, months }: { plan: HeadcountPlan; months: HeadcountPlan['groups'][number]['months'] }) {
  const p = usePeopleWords();
  const { format } = useLanguage();
  const monthName = useMonthName();
  const { say } = useMoney();
  const isPriced = plan.groups.length === 1 && plan.costs.some((cost) => cost.total > 0);
  const number = (value: number) => format.number(rounded(value));
  return (
    <div className={table.frame} tabIndex={0} role="region" aria-label={p('headcount.table')}>
      <table className={table.table}>
        <thead><tr>{[p('head.month'), p('head.start'), p('head.required'), p('head.productive'), p('head.heads'), p('head.short'), p('head.missing'), p('head.peak'), ...(isPriced ? [p('head.cost')] : [])].map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
        <tbody>
          {months.map((m, i) => (
            <tr key={plan.months[i]}>
              <th scope="row">{monthName(plan.months[i] ?? '')}</th>
              <td>{m.start ? number(m.start) : p('none')}</td>
              <td>{number(m.required.p50)}<small>{p('sum.between', { low: rounded(m.required.p10), high: rounded(m.required.p90) })}</small></td>
              <td>{number(m.productive.p50)}<small>{p('sum.between', { low: rounded(m.productive.p10), high: rounded(m.productive.p90) })}</small></td>
              <td>{number(m.heads.p50)}</td>
              <td>{p('percent', { n: rounded(m.short * 100, 0) })}</td>
              <td>{m.missing ? number(m.missing) : p('none')}</td>
              <td>{m.peak ? number(m.peak) : p('none')}</td>
              {isPriced && <td>{say(plan.costs[i]?.total ?? 0)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
