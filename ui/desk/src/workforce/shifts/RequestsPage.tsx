import { SegmentedControl } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useRows } from '~/admin/kit/useShelf';
import type { Department } from '~/admin/types';
import { useLanguage } from '~/i18n/context';
import { Broken } from '~/shared/Broken';
import { Empty } from '~/shared/Empty';
import { PageSkeleton } from '~/shared/skeletons';
import { Head } from '../kit/Head';
import { RequestCard } from './RequestCard';
import type { BreakLines } from './types';
import { useBreakLine, useRequests, useShiftEvents, useShiftWords } from './useShifts';
import css from './Shifts.module.css';
import card from '~/shared/card.module.css';

const OPEN = new Set(['asked', 'agreed']);

/** What agents ask of those who plan, and the line for breaks. */
export default function RequestsPage() {
  const s = useShiftWords();
  useShiftEvents();
  const [shown, show] = useState('open');
  const { data, error, refetch } = useRequests();
  if (error) return <Broken onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  const items = data.items.filter((one) => shown === 'all' || OPEN.has(one.state));
  return (
    <>
      <Head title={s('requests.title')} text={s('requests.text')}>
        <SegmentedControl aria-label={s('requests.title')} value={shown} onChange={show} data={[{ value: 'open', label: s('requests.open') }, { value: 'all', label: s('requests.all') }]} />
      </Head>
      <div className={css.beside}>
        {items.length === 0 ? <Empty art="done" title={s('requests.empty')}>{s('requests.emptyText')}</Empty> : <ul className={card.stack}>{items.map((one) => <RequestCard key={one.id} request={one} hasOutlook={one.can.includes('approve')} />)}</ul>}
        <Lines />
      </div>
    </>
  );
}

/** Who is on a break, and who waits for one, in each department that one leads. */
function Lines() {
  const s = useShiftWords();
  const { data } = useBreakLine();
  const departments = useRows<Department>('departments');
  if (!data) return null;
  return <div className={card.stack}>{data.items.map((one) => <Line key={one.department_id} line={one} name={data.items.length > 1 ? (departments.find((each) => each.id === one.department_id)?.name ?? s('line.apart')) : null} />)}</div>;
}

function Line({ line: data, name }: { line: BreakLines['items'][number]; name: string | null }) {
  const s = useShiftWords();
  const { format } = useLanguage();
  return (
    <section className={card.card} aria-label={name ? `${s('line.title')}: ${name}` : s('line.title')}>
      <h2>{s('line.title')}{name && <>: <bdi>{name}</bdi></>}</h2>
      <p className={card.faint}>{s('line.limit', { n: data.limit })}</p>
      <Slot title={s('line.on')}>
        {data.on_break.map((one) => <li key={one.user_id}><bdi>{one.name}</bdi><small>{s('line.since', { time: format.time(one.since) })}</small></li>)}
      </Slot>
      <Slot title={s('line.waiting')}>
        {data.waiting.map((one) => <li key={one.user_id}><bdi>{one.name}</bdi><small>{one.place === null ? s('line.held') : s('line.place', { n: one.place })}</small></li>)}
      </Slot>
    </section>
  );
}

function Slot({ title, children }: { title: string; children: ReactElement[] }) {
  const s = useShiftWords();
  return (
    <div className={css.slot}>
      <h3>{title}</h3>
      {children.length === 0 ? <p>{s('line.nobody')}</p> : <ol className={css.names}>{children}</ol>}
    </div>
  );
}
