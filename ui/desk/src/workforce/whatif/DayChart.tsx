import { useElementSize } from '@mantine/hooks';
import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useLanguage } from '~/i18n/context';
import { inPicture, ticks } from '../kit/figures';
import { sidesOf, stepOf } from '../kit/sides';
import { timeOf } from './Day';
import { useWhatIfWords } from './words';
import css from './DayChart.module.css';
import picture from '../kit/picture.module.css';

const BEFORE = 46;
const AFTER = 8;
const TOP = 12;
const BOTTOM = 26;
const HEIGHT = 280;
const LABEL_WIDTH = 46;

export interface Line {
  key: string;
  name: string;
  look: 'ground' | 'main' | 'other' | 'bad';
  values: (number | null)[];
}

interface Props {
  lines: Line[];
  /** The first period that is shown, counted from midnight. */
  from: number;
  minutes: number;
  /** The periods that the change is about. */
  span: [number, number] | null;
  most: number | null;
  say: (value: number) => string;
  tick: (value: number) => string | null;
}

/** A day in steps, one line a scene; it begins where reading begins. */
export function DayChart({ lines, from, minutes, span, most, say, tick }: Props) {
  const t = useWhatIfWords();
  const { format, locale } = useLanguage();
  const { ref, width } = useElementSize();
  const [at, setAt] = useState<number | null>(null);
  const count = lines[0]?.values.length ?? 0;
  const marks = ticks(most ?? Math.max(1, ...lines.flatMap((one) => one.values.map((value) => value ?? 0))));
  const top = marks.at(-1) ?? 1;
  const side = sidesOf(width, locale);
  const band = count ? Math.max(0, width - BEFORE - AFTER) / count : 0;
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - Math.min(value, top) / top);
  const every = Math.max(1, Math.ceil((LABEL_WIDTH / Math.max(band, 1)) * (minutes / 60))) * Math.round(60 / minutes);
  const told = at === null ? t('picture.keys') : tell(at);

  function point(event: PointerEvent<SVGSVGElement>): void {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const along = locale === 'fa' ? width - left : left;
    if (band > 0) setAt(Math.min(count - 1, Math.max(0, Math.floor((along - BEFORE) / band))));
  }

  function move(event: KeyboardEvent): void {
    const leaps: Record<string, number> = { PageUp: 4, PageDown: -4, Home: -count, End: count };
    const step = stepOf(event.key, locale) ?? leaps[event.key];
    if (!step) return;
    event.preventDefault();
    setAt((now) => Math.min(count - 1, Math.max(0, now === null ? 0 : now + step)));
  }

  return (
    <figure className={picture.figure}>
      <div ref={ref} className={`${picture.frame} ${css.frame}`} tabIndex={0} role="slider" aria-label={t('picture.said')} aria-valuemin={0} aria-valuemax={Math.max(0, count - 1)} aria-valuenow={at ?? 0} aria-valuetext={told} onKeyDown={move} onFocus={() => setAt((now) => now ?? 0)}>
        {width > 0 && (
          <svg width={width} height={HEIGHT} direction="ltr" aria-hidden onPointerMove={point} onPointerDown={point}>
            {span && <rect x={side.left(BEFORE + (Math.max(span[0], from) - from) * band, (Math.min(span[1], from + count) - Math.max(span[0], from)) * band)} y={TOP} width={Math.max(0, (Math.min(span[1], from + count) - Math.max(span[0], from)) * band)} height={HEIGHT - TOP - BOTTOM} className={css.span} />}
            {marks.map((value) => (
              <g key={value}><line x1={side.x(BEFORE)} x2={side.x(width - AFTER)} y1={y(value)} y2={y(value)} className={picture.grid} /><text x={side.x(BEFORE - 8)} y={y(value) + 4} textAnchor={side.end} className={picture.tick}>{inPicture(tick(value) ?? format.number(value), locale)}</text></g>
            ))}
            {lines.map((one) => <path key={one.key} className={css.line} data-look={one.look} d={path(one)} />)}
            {Array.from({ length: count }, (_, i) => (from + i) % every === 0 && <text key={i} x={side.x(BEFORE + i * band)} y={HEIGHT - 6} textAnchor="middle" className={picture.tick}>{format.digits(timeOf(from + i))}</text>)}
            {at !== null && (
              <g className={css.cursor}>
                <line x1={side.x(BEFORE + (at + 0.5) * band)} x2={side.x(BEFORE + (at + 0.5) * band)} y1={TOP} y2={HEIGHT - BOTTOM} />
                {lines.map(({ key, look, values }) => values[at] != null && <circle key={key} data-look={look} cx={side.x(BEFORE + (at + 0.5) * band)} cy={y(values[at])} r="4" />)}
              </g>
            )}
          </svg>
        )}
      </div>
      <p className={css.told} aria-hidden>{told}</p>
      <figcaption className={`${picture.legend} ${css.keys}`}>
        {lines.map((one) => <span key={one.key} data-is={one.look}>{one.name}</span>)}
        {span && <span data-is="span">{t('picture.span')}</span>}
      </figcaption>
    </figure>
  );

  /** Steps from period to period; where nothing is known the line breaks. Today's people stand as a ground below. */
  function path({ look, values }: Line): string {
    let d = '';
    let isOpen = false;
    values.forEach((value, i) => {
      if (value === null) {
        if (isOpen && look === 'ground') d += `V${y(0)}`;
        isOpen = false;
        return;
      }
      const [x1, x2] = [side.x(BEFORE + i * band), side.x(BEFORE + (i + 1) * band)];
      if (!isOpen) d += look === 'ground' ? `M${x1} ${y(0)}V${y(value)}` : `M${x1} ${y(value)}`;
      d += `V${y(value)}H${x2}`;
      isOpen = true;
    });
    return isOpen && look === 'ground' ? `${d}V${y(0)}` : d;
  }

  function tell(index: number): string {
    const parts = lines.map(({ name, values }) => `${name}: ${values[index] == null ? t('none') : format.digits(say(values[index]))}`);
    return `${format.digits(timeOf(from + index))} · ${parts.join(' · ')}`;
  }
}
