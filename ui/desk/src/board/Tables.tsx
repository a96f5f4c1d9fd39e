import type { Id } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { clockOf, percentOf, waitOf } from './figures';
import { useEstimate } from './QueueCard';
import type { Point, QueueState } from './types';
import { useBoardTexts } from './useBoard';
import css from './Board.module.css';

/** Everything that the cards draw, as figures in rows. */
export function QueueTable({ queues, now }: { queues: QueueState[]; now: number }) {
  const b = useBoardTexts();
  const { format } = useLanguage();
  const estimateOf = useEstimate();
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
                <td>{estimateOf(q)}{q.accuracy?.of ? <small>{b('accuracy', { ...q.accuracy })}</small> : null}</td>
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

/** The twin of the small charts: a row for each step, the newest first; waiting, and what was answered in it. */
export function TrailTable({ queues, trails }: { queues: QueueState[]; trails: Map<Id, Point[]> }) {
  const b = useBoardTexts();
  const { format } = useLanguage();
  const steps = [...(trails.values().next().value ?? [])].reverse();
  if (queues.length === 0 || steps.length === 0) return null;
  return (
    <>
      <h3 className={css.small}>{b('trailTitle')}</h3>
      <div className={`${css.tableFrame} ${css.tall}`} tabIndex={0} role="region" aria-label={b('trailTitle')}>
        <table>
          <thead><tr><th scope="col">{b('time')}</th>{queues.map((q) => <th key={q.queue_id} scope="col"><bdi>{q.name}</bdi></th>)}</tr></thead>
          <tbody>
            {steps.map(({ at }, i) => (
              <tr key={at}>
                <th scope="row">{format.time(at)}</th>
                {queues.map((q) => {
                  const point = trails.get(q.queue_id)?.at(-1 - i);
                  return <td key={q.queue_id}>{point ? b('trailCell', { waiting: point.waiting, answered: point.answered }) : b('notEnough')}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
