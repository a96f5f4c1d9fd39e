import { SegmentedControl } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { useLanguage } from '~/i18n/context';
import { stepOf } from '../kit/sides';
import { useWords } from '../words';
import type { AdherenceDay, AdherenceSpan } from './types';
import { useShiftWords } from './useShifts';
import css from './Shifts.module.css';
import table from '../kit/table.module.css';

/** A day: what was planned over what was, each part with why it does or does not count; and the same as a table. */
export function DayStrip({ day }: { day: AdherenceDay }) {
  const s = useShiftWords();
  const w = useWords();
  const { format } = useLanguage();
  const [view, setView] = useState('chart');
  const { intervals } = day;
  if (day.planned_m === 0 && intervals.every((one) => one.planned === 'off')) return <p className={css.nothing}>{s('adherence.nothing')}</p>;
  const missed = intervals.filter((one) => !one.kept || one.excused);
  return (
    <div className={css.day}>
      <div className={css.score}>
        {day.percent !== null && <strong>{s('adherence.percent', { n: Math.round(day.percent * 10) / 10 })}</strong>}
        <span>{s('adherence.kept', { kept: Math.round(day.kept_m), planned: Math.round(day.planned_m) })}</span>
        {day.excused_m > 0 && <span>{s('adherence.excused', { n: Math.round(day.excused_m) })}</span>}
        <SegmentedControl size="xs" aria-label={w('view')} value={view} onChange={setView} data={[{ value: 'chart', label: w('view.chart') }, { value: 'table', label: w('view.table') }]} />
      </div>
      {view === 'chart' ? <Strip intervals={intervals} /> : (
        <div className={table.frame} tabIndex={0} role="region" aria-label={s('adherence.strip')}>
          <table className={table.table}>
            <thead><tr>{[s('head.from'), s('head.to'), s('adherence.planned'), s('adherence.actual'), s('head.kept'), s('adherence.why')].map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
            <tbody>
              {intervals.map((one) => (
                <tr key={one.starts_at}><th scope="row">{format.time(one.starts_at)}</th><td>{format.time(one.ends_at)}</td><td>{one.name || s(`planned.${one.planned}`)}</td><td>{s(`actual.${one.actual}`)}</td><td>{one.excused ? s('excused') : s(one.kept ? 'yes' : 'no')}</td><td>{one.said}</td></tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <h3 className={css.small}>{s('adherence.why')}</h3>
      {missed.length === 0 ? <p className={css.nothing}>{s('adherence.whyNone')}</p> : <ul className={css.why}>{missed.map((one) => <li key={one.starts_at} data-excused={one.excused || undefined}>{one.said}</li>)}</ul>}
    </div>
  );
}

function Strip({ intervals }: { intervals: AdherenceSpan[] }) {
  const s = useShiftWords();
  const { format, locale } = useLanguage();
  const [at, setAt] = useState<number | null>(null);
  const [first, last] = [intervals[0], intervals.at(-1)];
  if (!first || !last) return null;
  const [from, to] = [Date.parse(first.starts_at), Date.parse(last.ends_at)];
  const share = (iso: string) => ((Date.parse(iso) - from) / (to - from)) * 100;
  const box = (one: AdherenceSpan) => ({ insetInlineStart: `${share(one.starts_at)}%`, inlineSize: `${share(one.ends_at) - share(one.starts_at)}%` });
  const tell = (one: AdherenceSpan) => one.said || [s('between', { start: format.time(one.starts_at), end: format.time(one.ends_at) }), one.name || s(`planned.${one.planned}`), s(`actual.${one.actual}`)].join(' · ');
  const chosen = at === null ? undefined : intervals[at];
  const told = chosen ? tell(chosen) : s('adherence.read');

  function move(event: KeyboardEvent): void {
    const step = stepOf(event.key, locale);
    if (!step) return;
    event.preventDefault();
    setAt((now) => Math.min(intervals.length - 1, Math.max(0, now === null ? 0 : now + step)));
  }

  return (
    <div className={css.strip} tabIndex={0} role="slider" aria-label={s('adherence.strip')} aria-valuemin={0} aria-valuemax={intervals.length - 1} aria-valuenow={at ?? 0} aria-valuetext={told} onKeyDown={move}>
      {(['planned', 'actual'] as const).map((what) => (
        <div key={what} className={css.line} aria-hidden>
          <span>{s(`adherence.${what}`)}</span>
          <div className={css.track}>
            {intervals.map((one, i) => (
              <i key={one.starts_at} className={css.piece} style={box(one)} data-is={one[what]} data-missed={(what === 'actual' && !one.kept && !one.excused) || undefined} data-excused={(what === 'actual' && one.excused) || undefined} data-at={i === at || undefined} title={tell(one)} onPointerEnter={() => setAt(i)} />
            ))}
          </div>
        </div>
      ))}
      <div className={css.clock} aria-hidden><span>{format.time(first.starts_at)}</span><span>{format.time(last.ends_at)}</span></div>
      <p className={css.told} aria-hidden>{told}</p>
    </div>
  );
}
