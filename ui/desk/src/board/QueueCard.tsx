import { IconAlertTriangle } from '@tabler/icons-react';
import { useLanguage } from '~/i18n/context';
import { Meter, Trail } from './charts';
import { clockOf, isPastPromise, minutesOf, percentOf, waitOf } from './figures';
import type { Point, QueueState } from './types';
import { useBoardTexts } from './useBoard';
import css from './Board.module.css';
import card from '~/shared/card.module.css';

/** One queue: who waits, how long, what was promised, and how the day went. */
export function QueueCard({ queue, trail, now }: { queue: QueueState; trail: Point[]; now: number }) {
  const b = useBoardTexts();
  const { format } = useLanguage();
  const estimateOf = useEstimate();
  const wait = waitOf(queue, now);
  const isPast = isPastPromise(queue, now);
  const today = b('today', { answered: queue.answered_today, abandoned: queue.abandoned_today });
  return (
    <li className={card.card} aria-label={queue.name}>
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
      <History trail={trail} />
      <dl className={css.facts}>
        <div><dt>{b('estimate')}</dt><dd>{estimateOf(queue)}<Promises queue={queue} /></dd></div>
        <div><dt>{b('level')}</dt><dd><Level queue={queue} /></dd></div>
      </dl>
      <p className={css.under}><span>{today}</span><span>{b('agentsOf', { available: queue.agents_available, busy: queue.agents_busy })}</span></p>
      {queue.boost_cost_minutes ? <p className={css.faint}>{b('boostCost', { n: Math.ceil(queue.boost_cost_minutes) })}</p> : null}
    </li>
  );
}

/** The share that was answered in good time, and a bar that is exactly as long. */
function Level({ queue: { service_level: level, target_s: target } }: { queue: QueueState }) {
  const b = useBoardTexts();
  const { format } = useLanguage();
  if (level === null) return b('levelNone');
  const said = b('levelMeans', { n: percentOf(level), span: format.span(target) });
  return <>{said}<Meter value={percentOf(level)} most={100} label={said} isShare /></>;
}

function Promises({ queue: { accuracy, estimate } }: { queue: QueueState }) {
  const b = useBoardTexts();
  if (accuracy?.of) return <small>{b('accuracy', { ...accuracy })}</small>;
  return estimate ? <small>{b('noAccuracy')}</small> : null;
}

function History({ trail }: { trail: Point[] }) {
  const b = useBoardTexts();
  const { format } = useLanguage();
  const [first] = trail;
  if (!first) return <div className={css.noTrail} />;
  const waiting = trail.map((point) => point.waiting);
  const answered = trail.map((point) => point.answered);
  const from = format.time(first.at);
  return (
    <figure className={css.figure}>
      <Trail waiting={waiting} answered={answered} label={b('trail', { from, least: Math.min(...waiting), most: Math.max(...waiting), answered: answered.reduce((sum, n) => sum + n, 0) })} />
      <figcaption aria-hidden><bdi>{from}</bdi><span>{b('trailLegend')}</span><bdi>{b('now')}</bdi></figcaption>
    </figure>
  );
}

/** How long somebody who comes now will wait; without an answer, why there is none. */
export function useEstimate(): (queue: QueueState) => string {
  const b = useBoardTexts();
  const { format } = useLanguage();
  return (queue) => {
    if (queue.is_open === false) return queue.opens_at ? b('closedUntil', { at: format.moment(queue.opens_at) }) : b('closed');
    if (queue.no_estimate === 'nobody_serves') return b('nobodyServes');
    if (!queue.estimate) return b(queue.no_estimate === 'nobody_available' ? 'nobodyThere' : 'noEstimate');
    const { low, high } = minutesOf(queue.estimate);
    return high <= 1 ? b('underMinute') : b('estimateSpan', { low, high });
  };
}
