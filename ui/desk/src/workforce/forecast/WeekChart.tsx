import { useElementSize } from '@mantine/hooks';
import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useLanguage } from '~/i18n/context';
import { inPicture, rounded, ticks } from '../kit/figures';
import { sidesOf, stepOf } from '../kit/sides';
import { useWords } from '../words';
import { addDays, DAY_MINUTES, dayOf, isFriday, minuteOf, openSpan, runs, type Slot, type Week } from './weeks';
import css from './WeekChart.module.css';
import picture from '../kit/picture.module.css';

const BEFORE = 44;
const AFTER = 8;
const TOP = 14;
const BOTTOM = 40;
const HEIGHT = 340;
const DAY_GAP = 6;
const TINY_DAY = 40;
const NARROW_DAY = 92;

/** A week as lines: what came, what was expected, and p10 to p90 as a band; the first day where reading begins. */
export function WeekChart({ week, minutes }: { week: Week; minutes: number }) {
  const w = useWords();
  const { format, locale, calendar } = useLanguage();
  const { ref, width } = useElementSize();
  const [at, setAt] = useState<number | null>(null);
  const { slots } = week;
  const days = Array.from({ length: week.days }, (_, i) => addDays(week.first, i));
  const [from, to] = openSpan(slots, minutes);
  const most = ticks(Math.max(1, ...slots.map((s) => Math.max(s.p90, s.actual ?? 0)))).at(-1) ?? 1;
  const dayWidth = Math.max(1, (width - BEFORE - AFTER) / week.days);
  const side = sidesOf(width, locale);
  const x = (slot: Slot) => side.x(BEFORE + days.indexOf(dayOf(slot.start)) * dayWidth + DAY_GAP / 2 + ((minuteOf(slot.start) + minutes / 2 - from) / (to - from)) * (dayWidth - DAY_GAP));
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most);
  const parts = runs(slots, minutes);
  const line = (run: Slot[], of: (s: Slot) => number) => run.map((s) => `${x(s).toFixed(1)},${y(of(s)).toFixed(1)}`).join(' ');
  const chosen = at === null ? undefined : slots[at];

  function point(event: PointerEvent<SVGSVGElement>): void {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const distances = slots.map((s) => Math.abs(x(s) - left));
    setAt(distances.indexOf(Math.min(...distances)));
  }

  function move(event: KeyboardEvent): void {
    const day = Math.max(1, Math.round((to - from) / minutes));
    const leaps: Record<string, number> = { PageUp: day, PageDown: -day, Home: -slots.length, End: slots.length };
    const step = stepOf(event.key, locale) ?? leaps[event.key];
    if (!step || slots.length === 0) return;
    event.preventDefault();
    setAt((now) => Math.min(slots.length - 1, Math.max(0, now === null ? 0 : now + step)));
  }

  if (slots.length === 0) return <p className={css.nothing}>{w('week.nothing')}</p>;
  const told = chosen ? tell(chosen) : w('week.keys');
  return (
    <figure className={picture.figure}>
      <div ref={ref} className={`${picture.frame} ${css.frame}`} tabIndex={0} role="slider" aria-label={w('week.said')} aria-valuemin={0} aria-valuemax={slots.length - 1} aria-valuenow={at ?? 0} aria-valuetext={told} onKeyDown={move} onFocus={() => setAt((now) => now ?? 0)}>
        {width > 0 && (
          <svg width={width} height={HEIGHT} direction="ltr" aria-hidden onPointerMove={point} onPointerDown={point}>
            {days.map((day, i) => <rect key={day} x={side.left(BEFORE + i * dayWidth, dayWidth)} y={TOP - 6} width={dayWidth} height={HEIGHT - TOP - BOTTOM + 6} className={css.day} data-kind={kindOf(day)} />)}
            {ticks(most).map((value) => (
              <g key={value}><line x1={side.x(BEFORE)} x2={side.x(width - AFTER)} y1={y(value)} y2={y(value)} className={picture.grid} /><text x={side.x(BEFORE - 8)} y={y(value) + 4} textAnchor={side.end} className={picture.tick}>{format.number(value)}</text></g>
            ))}
            {parts.map((run) => <polygon key={run[0]?.start} className={css.band} points={`${line(run, (s) => s.p90)} ${line([...run].reverse(), (s) => s.p10)}`} />)}
            {parts.map((run) => <polyline key={run[0]?.start} className={css.mean} points={line(run, (s) => s.mean)} />)}
            {parts.map((run) => run[0]?.actual !== null && <polyline key={run[0]?.start} className={css.actual} points={line(run, (s) => s.actual ?? 0)} />)}
            {days.map((day, i) => (dayWidth >= TINY_DAY || i % Math.ceil(TINY_DAY / dayWidth) === 0) && (
              <g key={day} className={css.label} data-kind={kindOf(day)}>
                <text x={side.x(BEFORE + (i + 0.5) * dayWidth)} y={HEIGHT - 20} textAnchor="middle">{weekday(day)}</text>
                <text x={side.x(BEFORE + (i + 0.5) * dayWidth)} y={HEIGHT - 4} textAnchor="middle" className={css.date}>{dateOf(day)}</text>
              </g>
            ))}
            {chosen && (
              <g className={css.cursor}>
                <line x1={x(chosen)} x2={x(chosen)} y1={TOP} y2={HEIGHT - BOTTOM} />
                <circle cx={x(chosen)} cy={y(chosen.mean)} r="4" />
                {chosen.actual !== null && <circle cx={x(chosen)} cy={y(chosen.actual)} r="4" data-is="actual" />}
              </g>
            )}
          </svg>
        )}
      </div>
      <p className={css.told} aria-hidden>{told}</p>
      <figcaption className={`${picture.legend} ${css.keys}`}>
        {week.isPast && <span data-is="actual">{w('legend.actual')}</span>}
        <span data-is="mean">{w('legend.mean')}</span><span data-is="band">{w('legend.band')}</span>
        <span data-is="friday">{w('legend.friday')}</span>
        {week.marks.some((m) => m.kind === 'holiday') && <span data-is="holiday">{w('mark.holiday')}</span>}
        {week.marks.some((m) => m.kind !== 'holiday') && <span data-is="special">{w('legend.special')}</span>}
      </figcaption>
    </figure>
  );

  function kindOf(day: string): string | undefined {
    const kinds = week.marks.filter((m) => m.day === day).map((m) => m.kind);
    return kinds.includes('holiday') ? 'holiday' : kinds.length ? 'special' : isFriday(day) ? 'friday' : undefined;
  }

  function weekday(day: string): string {
    const style = dayWidth < NARROW_DAY ? (locale === 'fa' ? 'narrow' : 'short') : 'long';
    return new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' }).format(new Date(`${day}T12:00:00Z`));
  }

  function dateOf(day: string): string {
    const written = new Intl.DateTimeFormat(`${locale}-u-ca-${calendar === 'jalali' ? 'persian' : 'gregory'}-nu-latn`, { day: 'numeric', month: dayWidth < NARROW_DAY && week.days <= 7 ? undefined : 'short', timeZone: 'UTC' });
    return inPicture(format.digits(written.format(new Date(`${day}T12:00:00Z`))), locale);
  }

  function tell(slot: Slot): string {
    const about = { day: format.day(`${dayOf(slot.start)}T12:00:00Z`), time: format.digits(slot.start.slice(11, 16)), mean: rounded(slot.mean), low: rounded(slot.p10), high: rounded(slot.p90) };
    const isDay = minutes === DAY_MINUTES;
    return slot.actual === null ? w(isDay ? 'week.tellDay' : 'week.tell', about) : w(isDay ? 'week.tellDayPast' : 'week.tellPast', { ...about, actual: slot.actual });
  }
}
