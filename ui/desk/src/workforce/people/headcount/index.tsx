import { Button, SegmentedControl } from '@mantine/core';
import { IconDownload, IconInbox } from '@tabler/icons-react';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, ApiProblem } from '~/api/client';
import { CopyButton } from '~/admin/kit/Copy';
import { useLanguage } from '~/i18n/context';
import { useToday } from '../../forecast/useForecast';
import { download, toCsv } from '../../kit/csv';
import { rounded } from '../../kit/figures';
import { Head } from '../../kit/Head';
import { NumberSlider } from '../../kit/NumberSlider';
import { useAddress } from '../../kit/useAddress';
import { Refused, Working } from '../../kit/Working';
import type { EquipmentTotal, HeadcountPlan, QueueMonths } from '../types';
import { MoneyField, MoneyProvider, MoneyUnit, useMoney } from '../money';
import { usePeopleWords, type PeopleKey } from '../words';
import { HeadcountChart, useMonthName } from './Chart';
import { BOUNDS, readAsk, wishOf, writeAsk, type Ask } from './params';
import people from '../People.module.css';
import question from '../../kit/question.module.css';
import card from '~/shared/card.module.css';
import table from '../../kit/table.module.css';

const SEATS = 100;

/** How many to start training when, who is missing in which month, what it costs. */
export default function HeadcountPage() {
  return <MoneyProvider><Headcount /></MoneyProvider>;
}

function Headcount() {
  const p = usePeopleWords();
  const [ask, setAsk] = useState(() => readAsk(new URLSearchParams(location.search)));
  const set = (changes: Partial<Ask>) => setAsk((before) => ({ ...before, ...changes }));
  const address = useAddress(writeAsk(ask));
  return (
    <>
      <Head title={p('headcount.title')} text={p('headcount.text')}><MoneyUnit /><CopyButton text={address} label={p('share')} /></Head>
      <div className={question.page}>
        <Fields ask={ask} set={set} />
        <Answer ask={ask} />
      </div>
    </>
  );
}

function Fields({ ask, set }: { ask: Ask; set: (changes: Partial<Ask>) => void }) {
  const p = usePeopleWords();
  const number = (name: keyof Ask, unit: PeopleKey, slide: readonly [number, number, number], more: { hint?: ReactNode; isWhole?: boolean } = {}) => (
    <NumberSlider label={p(`field.${name}` as PeopleKey)} unit={p(unit)} value={ask[name]} bounds={BOUNDS[name]} slide={slide} onChange={(value) => set({ [name]: value })} {...more} />
  );
  return (
    <form className={card.stack} aria-label={p('fields')} onSubmit={(e) => e.preventDefault()}>
      <section className={card.card} aria-label={p('fields.work')}>
        <h2>{p('fields.work')}</h2>
        <OwnMonths onTake={set} />
        <NumberSlider label={p('field.volume')} unit={p('unit.contacts')} value={ask.volume} bounds={BOUNDS.volume} slide={[0, 100_000, 500]} onChange={(volume) => set({ volume, low: rounded(volume * 0.9, 0), high: rounded(volume * 1.125, 0) })} hint={p('field.volumeHint')} />
        {number('low', 'unit.contacts', [0, ask.volume || 1, Math.max(1, ask.volume / 100)])}
        {number('high', 'unit.contacts', [ask.volume, Math.max(1, ask.volume * 2), Math.max(1, ask.volume / 100)], { hint: p('field.bandHint') })}
        {number('growth', 'unit.percent', [0, 10, 0.5], { hint: p('field.growthHint') })}
        {number('months', 'unit.months', [3, 24, 1], { isWhole: true })}
        {number('aht', 'unit.seconds', [30, 900, 10])}
        {number('shrinkage', 'unit.percent', [0, 60, 1], { hint: p('field.shrinkageHint') })}
      </section>
      <section className={card.card} aria-label={p('fields.team')}>
        <h2>{p('fields.team')}</h2>
        {number('staff', 'unit.people', [0, 200, 1], { isWhole: true })}
        {number('starting', 'unit.people', [0, 40, 1], { isWhole: true, hint: p('field.startingHint') })}
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
    </form>
  );
}

/** Takes the month from the forecast of one's own queues. */
function OwnMonths({ onTake }: { onTake: (changes: Partial<Ask>) => void }) {
  const p = usePeopleWords();
  const own = useMutation({
    mutationFn: () => api.get<QueueMonths>('/workforce/headcount/own'),
    onSuccess({ items }) {
      const sum = (of: (one: QueueMonths['items'][number]) => number) => items.reduce((all, one) => all + of(one), 0);
      const volume = sum((one) => one.volume);
      if (!volume) return;
      const timed = sum((one) => (one.aht_s === null ? 0 : one.volume));
      onTake({
        volume: rounded(volume, 0), low: rounded(sum((one) => one.low), 0), high: rounded(sum((one) => one.high), 0),
        ...(timed ? { aht: rounded(sum((one) => one.volume * (one.aht_s ?? 0)) / timed, 0) } : {}),
      });
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

function useSeat(): number {
  const { data } = useQuery({ queryKey: ['workforce', 'equipment', 'total', SEATS], queryFn: ({ signal }) => api.get<EquipmentTotal>(`/workforce/equipment/total?seats=${SEATS}`, signal) });
  return data?.seat ?? 0;
}

function Answer({ ask }: { ask: Ask }) {
  const p = usePeopleWords();
  const { calendar } = useLanguage();
  const today = useToday();
  const seat = useSeat();
  const monthName = useMonthName();
  const { say } = useMoney();
  const [view, setView] = useState('chart');
  const [settled] = useDebouncedValue(ask, 250);
  const wish = wishOf(settled, p('group'), seat, calendar, today);
  const queryKey = ['workforce', 'headcount', wish];
  const query = useQuery({ queryKey, queryFn: ({ signal }) => api.ask<HeadcountPlan>('/workforce/headcount', wish, signal), placeholderData: keepPreviousData, staleTime: Infinity, retry: false });
  const plan = query.data;
  const months = plan?.groups[0]?.months ?? [];
  const total = plan?.costs.reduce((sum, one) => sum + one.total, 0) ?? 0;
  const seats = plan?.costs.reduce((sum, one) => sum + one.new_seats, 0) ?? 0;

  function save(): void {
    if (!plan) return;
    const bands = ['required', 'productive', 'heads'] as const;
    const head = ['month', 'start', 'missing', 'short', 'peak', ...bands.flatMap((one) => [`${one}_p10`, `${one}_p50`, `${one}_p90`]), 'salaries', 'hiring', 'training', 'seats', 'total_rial'];
    download('hamseda-headcount.csv', toCsv(head, months.map((m, i) => {
      const cost = plan.costs[i];
      return [plan.months[i] ?? '', m.start, m.missing, m.short, m.peak, ...bands.flatMap((one) => [m[one].p10, m[one].p50, m[one].p90]), cost?.salaries ?? 0, cost?.hiring ?? 0, cost?.training ?? 0, cost?.seats ?? 0, cost?.total ?? 0];
    })));
  }

  return (
    <div className={card.stack}>
      <Working query={query} queryKey={queryKey} doing={p('headcount.doing')}>
        {plan && (
          <>
            <dl className={people.sums}>
              <div><dt>{p('sum.start')}</dt><dd>{p('sum.people', { n: months.reduce((sum, m) => sum + m.start, 0) })}</dd></div>
              <div><dt>{p('sum.worst')}</dt><dd>{worst()}</dd></div>
              <div><dt>{p('sum.end')}</dt><dd>{p('sum.people', { n: rounded(months.at(-1)?.required.p50 ?? 0, 0) })}<small>{p('sum.between', { low: rounded(months.at(-1)?.required.p10 ?? 0, 0), high: rounded(months.at(-1)?.required.p90 ?? 0, 0) })}</small></dd></div>
              {total > 0 && <div><dt>{p('sum.cost')}</dt><dd>{say(total)}{seats > 0 && <small>{p('sum.seats', { n: seats })}</small>}</dd></div>}
            </dl>
            <section className={card.card} aria-labelledby="plan-title">
              <header className={card.head}>
                <h2 id="plan-title">{p('headcount.plan')}</h2>
                <SegmentedControl size="xs" aria-label={p('view')} value={view} onChange={setView} data={[{ value: 'chart', label: p('view.chart') }, { value: 'table', label: p('view.table') }]} />
                <Button variant="default" size="compact-md" leftSection={<IconDownload size={16} aria-hidden />} onClick={save}>{p('csv')}</Button>
              </header>
              {view === 'chart' ? <HeadcountChart plan={plan} months={months} /> : <Months plan={plan} />}
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
    const missing = months.map((m, i) => ({ ...m, month: plan?.months[i] ?? '' })).filter((m) => m.missing > 0);
    if (missing.length === 0) return p('sum.nobody');
    const most = missing.reduce((best, one) => (one.missing > best.missing ? one : best));
    return <>{p('sum.people', { n: most.missing })}<small>{p('sum.inMonth', { month: monthName(most.month), n: missing.length })}</small></>;
  }
}

function Months({ plan }: { plan: HeadcountPlan }) {
  const p = usePeopleWords();
  const { format } = useLanguage();
  const monthName = useMonthName();
  const { say } = useMoney();
  const isPriced = plan.costs.some((cost) => cost.total > 0);
  const number = (value: number) => format.number(rounded(value));
  return (
    <div className={table.frame} tabIndex={0} role="region" aria-label={p('headcount.table')}>
      <table className={table.table}>
        <thead><tr>{[p('head.month'), p('head.start'), p('head.required'), p('head.productive'), p('head.heads'), p('head.short'), p('head.missing'), p('head.peak'), ...(isPriced ? [p('head.cost')] : [])].map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
        <tbody>
          {plan.groups[0]?.months.map((m, i) => (
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
