import { useLanguage } from '~/i18n/context';
import { clockOf, percentOf, waitOf } from './figures';
import { estimateOf } from './QueueCard';
import type { QueueState } from './types';
import { useBoardTexts, type Sample } from './useBoard';
import css from './Board.module.css';

/** Everything that the cards draw, as figures in rows. */
export function QueueTable({ queues, now }: { queues: QueueState[]; now: number }) {
  const b = useBoardTexts();
  const { format } = useLanguage();
  if (queues.length === 0) return null;
  return (
    <div className={css.tableFrame} tabIndex={0} role="region" aria-label={b('queues')}>
      <table>
        <thead>
          <tr>
            {([b('queue'), b('waiting'), b('offered'), b('active'), b('longest'), b('estimate'), b('answered'), b('abandoned'), b('level'), b('available'), b('busy')]).map((head) => <th key={head} scope="col">{head}</th>)}
          </tr>
        </thead>
        <tbody>
          {queues.map((q) => {
            const wait = waitOf(q, now);
            return (
              <tr key={q.queue_id}>
                <th scope="row"><bdi>{q.name}</bdi></th>
                <td>{format.number(q.waiting)}</td><td>{format.number(q.offered)}</td><td>{format.number(q.active)}</td>
                <td>{wait === null ? b('notEnough') : <bdi dir="ltr">{clockOf(wait, format)}</bdi>}</td>
                <td>{estimateOf(q, b)}<small>{q.accuracy?.of ? b('accuracy', { ...q.accuracy }) : b('noAccuracy')}</small></td>
                <td>{format.number(q.answered_today)}</td><td>{format.number(q.abandoned_today)}</td>
                <td>{q.service_level === null ? b('notEnough') : b('percent', { n: percentOf(q.service_level) })}</td>
                <td>{format.number(q.agents_available)}</td><td>{format.number(q.agents_busy)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const MINUTE_MS = 60_000;

/** The twin of the small lines: one row a minute, the newest first. */
export function TrailTable({ queues, trail }: { queues: QueueState[]; trail: Sample[] }) {
  const b = useBoardTexts();
  const { format } = useLanguage();
  const minutes = trail.filter((sample, i) => i === 0 || Math.floor(sample.at / MINUTE_MS) !== Math.floor((trail[i - 1]?.at ?? 0) / MINUTE_MS)).reverse();
  if (queues.length === 0) return null;
  return (
    <>
      <h3 className={css.small}>{b('trailTitle')}</h3>
      <div className={css.tableFrame} tabIndex={0} role="region" aria-label={b('trailTitle')}>
        <table>
          <thead><tr><th scope="col">{b('time')}</th>{queues.map((q) => <th key={q.queue_id} scope="col"><bdi>{q.name}</bdi></th>)}</tr></thead>
          <tbody>
            {minutes.map((sample) => (
              <tr key={sample.at}>
                <th scope="row">{format.time(new Date(sample.at).toISOString())}</th>
                {queues.map((q) => <td key={q.queue_id}>{format.number(sample.waiting[q.queue_id] ?? 0)}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
