import css from './charts.module.css';

const WIDTH = 240;
const HEIGHT = 44;

/** A line of counts in time, oldest at the left in every language. Its figures stand in the table view. */
export function Sparkline({ values, label }: { values: number[]; label: string }) {
  const most = Math.max(4, ...values);
  const x = (i: number) => (values.length < 2 ? WIDTH : (i / (values.length - 1)) * WIDTH);
  const y = (value: number) => HEIGHT - 3 - (value / most) * (HEIGHT - 8);
  const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return (
    <svg className={css.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label} direction="ltr">
      <polygon points={`0,${HEIGHT} ${points} ${WIDTH},${HEIGHT}`} className={css.area} />
      <polyline points={points} className={css.stroke} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** Parts of a whole side by side; each part is told in words beside it. */
export function Parts({ parts, label }: { parts: { value: number; tone: 'good' | 'bad' | 'plain' }[]; label: string }) {
  const all = parts.reduce((sum, part) => sum + part.value, 0);
  return (
    <span className={css.parts} role="img" aria-label={label}>
      {all > 0 && parts.map((part, i) => part.value > 0 && <i key={i} data-tone={part.tone} style={{ flexGrow: part.value }} />)}
    </span>
  );
}

/** How full something is; over its brim it says so by a second colour and its words. */
export function Meter({ value, most, label }: { value: number; most: number; label: string }) {
  const part = most > 0 ? Math.min(1, value / most) : 0;
  return (
    <span className={css.meter} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={most} aria-valuenow={Math.min(value, most)} aria-valuetext={label} data-full={part >= 1 || undefined}>
      <i style={{ inlineSize: `${part * 100}%` }} />
    </span>
  );
}

const RADIUS = 26;
const AROUND = 2 * Math.PI * RADIUS;

/** A share of one as a ring with its figure in the middle. */
export function Ring({ part, text, label }: { part: number; text: string; label: string }) {
  return (
    <svg className={css.ring} viewBox="0 0 64 64" role="img" aria-label={label}>
      <circle cx="32" cy="32" r={RADIUS} className={css.track} />
      <circle cx="32" cy="32" r={RADIUS} className={css.value} strokeDasharray={`${part * AROUND} ${AROUND}`} transform="rotate(-90 32 32)" />
      <text x="32" y="38" textAnchor="middle">{text}</text>
    </svg>
  );
}
