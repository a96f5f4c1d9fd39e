import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useLanguage } from '~/i18n/context';
import { Choose } from '~/shared/Choose';
import { addDays } from '../forecast/weeks';
import { stepOf } from '../kit/sides';
import { covered, DAY_M, foreseen, minuteAt, pieces, type Axis } from './times';
import type { Coverage, Schedule } from './types';
import type { Travelling } from './useTravel';
import { useSpelling } from './words';
import css from './Gantt.module.css';

type Kind = 'none' | 'exact' | 'over' | 'short';

export const kindOf = (required: number, scheduled: number): Kind => {
  if (scheduled < required) return 'short';
  if (scheduled > required) return required === 0 ? 'none' : 'over';
  return required === 0 ? 'none' : 'exact';
};

interface Props {
  schedule: Schedule;
  coverage: Coverage;
  axis: Axis;
  queue: string | null;
  onQueue: (queue: string | null) => void;
  travelling: Travelling;
}

const WIDE_CELL = 0.026;

/** Required against scheduled under the lanes; it follows a shift that is on its way. */
export function CoverageStrip({ schedule, coverage, axis, queue, onQueue, travelling: { travel, shareAt } }: Props) {
  const { s, day, at: clock } = useSpelling(schedule.first_day);
  const { format, locale } = useLanguage();
  const [at, setAt] = useState<number | null>(null);
  const { required, scheduled: counted } = covered(coverage, queue);
  const scheduled = travel ? foreseen(counted, coverage, queue, schedule.people, travel.shift, travel.place) : counted;
  const step = coverage.interval_m;
  const cells = required.flatMap((need, i) => pieces(axis, i * step, (i + 1) * step).map((piece) => ({ i, need, has: scheduled[i] ?? 0, ...piece })));
  const tell = (i: number) => s('coverage.read', { day: day(addDays(schedule.first_day, Math.floor((i * step) / DAY_M))), time: clock(i * step), scheduled: scheduled[i] ?? 0, required: required[i] ?? 0 });

  function point(event: PointerEvent<HTMLElement>): void {
    setAt(Math.floor(minuteAt(axis, shareAt(event.currentTarget, event.clientX)) / step));
  }

  function move(event: KeyboardEvent): void {
    const by = stepOf(event.key, locale);
    if (!by || cells.length === 0) return;
    event.preventDefault();
    const now = cells.findIndex((one) => one.i === at);
    setAt(cells[Math.min(cells.length - 1, Math.max(0, now < 0 ? 0 : now + by))]?.i ?? null);
  }

  return (
    <section className={css.strip} aria-label={s('coverage.title')}>
      <div className={css.stripHead}>
        <Choose label={s('coverage.title')} value={queue ?? ''} onChange={(next) => onQueue(next || null)}
          options={[{ value: '', label: s('coverage.all') }, ...coverage.items.map((one) => ({ value: one.queue_id, label: one.queue }))]} />
      </div>
      <div className={css.cells} data-days={axis.days} tabIndex={0} role="slider" aria-label={s('coverage.slider')} aria-valuemin={0} aria-valuemax={Math.max(0, cells.length - 1)}
        aria-valuenow={Math.max(0, cells.findIndex((one) => one.i === at))} aria-valuetext={at === null ? s('coverage.keys') : tell(at)} onKeyDown={move} onPointerMove={point} onPointerLeave={() => setAt(null)}>
        {cells.map(({ i, need, has, at: begin, wide }) => {
          const kind = kindOf(need, has);
          return (
            <span key={i} className={css.cell} data-is={kind} data-at={i === at || undefined} aria-hidden
              style={{ insetInlineStart: `${begin * 100}%`, inlineSize: `${wide * 100}%`, ...(kind === 'short' ? { '--deep': `${Math.min(90, 35 + 55 * ((need - has) / need))}%` } : {}) } as React.CSSProperties}>
              {wide >= WIDE_CELL && (need > 0 || has > 0) && <bdi dir="ltr">{`${format.number(has)}/${format.number(need)}`}</bdi>}
            </span>
          );
        })}
        <span className={css.read} aria-hidden>{at === null ? s('coverage.keys') : tell(at)}</span>
      </div>
      <p className={css.legend} aria-hidden>
        {(['short', 'exact', 'over', 'none'] as const).map((kind) => <span key={kind}><i className={css.cell} data-is={kind} />{s(`coverage.${kind}`)}</span>)}
      </p>
    </section>
  );
}
