import { IconAlertTriangle } from '@tabler/icons-react';
import { useLanguage } from '~/i18n/context';
import { Parts, Sparkline } from './charts';
import { clockOf, isPastPromise, minutesOf, percentOf, waitOf } from './figures';
import type { QueueState } from './types';
import { useBoardTexts, type Sample } from './useBoard';
import css from './Board.module.css';

/** One queue: who waits, how long, what was promised, and how the day went. */
export function QueueCard({ queue, trail, now }: { queue: QueueState; trail: Sample[]; now: number }) {
  const b = useBoardTexts();
  const { format } = useLanguage();
  const wait = waitOf(queue, now);
  const values = trail.map((sample) => sample.waiting[queue.queue_id] ?? 0);
  const isPast = isPastPromise(queue, now);
  const today = b('today', { answered: queue.answered_today, abandoned: queue.abandoned_today });
  return (
    <li className={css.card} aria-label={queue.name}>
      <div className={css.cardHead}>
        <h3><bdi>{queue.name}</bdi></h3>
        {isPast && <span className={css.past}><IconAlertTriangle size={15} aria-hidden />{b('overPromise')}</span>}
      </div>
      <div className={css.numbers}>
        <p className={css.big}><strong>{format.number(queue.waiting)}</strong><span>{b('waiting')}</span></p>
        <p><strong>{wait === null ? b('notEnough') : <bdi dir="ltr">{clockOf(wait, format)}</bdi>}</strong><span>{b('longest')}</span></p>
        <p><strong>{format.number(queue.offered)}</strong><span>{b('offered')}</span></p>
        <p><strong>{format.number(queue.active)}</strong><span>{b('active')}</span></p>
      </div>
      {values.length > 1
        ? <Sparkline values={values} label={b('trail', { from: format.time(new Date(trail[0]?.at ?? now).toISOString()), least: Math.min(...values), most: Math.max(...values) })} />
        : <p className={css.faint}>{b('trailNone')}</p>}
      <dl className={css.facts}>
        <div><dt>{b('estimate')}</dt><dd>{estimateOf(queue, b)}<small>{queue.accuracy?.of ? b('accuracy', { ...queue.accuracy }) : b('noAccuracy')}</small></dd></div>
        <div><dt>{b('level')}</dt><dd>{queue.service_level === null ? b('levelNone') : b('levelMeans', { n: percentOf(queue.service_level) })}</dd></div>
      </dl>
      <Parts label={today} parts={[{ value: queue.answered_today, tone: 'good' }, { value: queue.abandoned_today, tone: 'bad' }]} />
      <p className={css.under}><span>{today}</span><span>{b('agentsOf', { available: queue.agents_available, busy: queue.agents_busy })}</span></p>
      {queue.boost_cost_minutes ? <p className={css.faint}>{b('boostCost', { n: Math.ceil(queue.boost_cost_minutes) })}</p> : null}
    </li>
  );
}

export function estimateOf(queue: QueueState, b: ReturnType<typeof useBoardTexts>): string {
  if (!queue.estimate) return b('noEstimate');
  const { low, high } = minutesOf(queue.estimate);
  return high <= 1 ? b('underMinute') : b('estimateSpan', { low, high });
}
