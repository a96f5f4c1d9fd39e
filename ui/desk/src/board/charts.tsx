import css from './charts.module.css';

const WIDTH = 240;
const HEIGHT = 48;
const FLOOR = 46;
const BARS = 22;
/* One person in line is no mountain. */
const LEAST = 3;

/** Waiting as a line over what was answered as bars, the oldest where reading begins. Its figures stand in the table view. */
export function Trail({ waiting, answered, label }: { waiting: number[]; answered: number[]; label: string }) {
  const most = Math.max(LEAST, ...waiting);
  const mostAnswered = Math.max(LEAST, ...answered);
  const step = WIDTH / Math.max(1, waiting.length - 1);
  const points = waiting.map((value, i) => `${(i * step).toFixed(1)},${(FLOOR - (value / most) * (FLOOR - 4)).toFixed(1)}`).join(' ');
  return (
    <svg className={css.trail} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {answered.map((value, i) => value > 0 && (
        <rect key={i} className={css.bar} x={Math.max(0, (i - 0.85) * step)} width={step * 0.7} y={FLOOR - (value / mostAnswered) * BARS} height={(value / mostAnswered) * BARS} />
      ))}
      <polygon points={`0,${FLOOR} ${points} ${WIDTH},${FLOOR}`} className={css.area} />
      <line x1="0" x2={WIDTH} y1={FLOOR} y2={FLOOR} className={css.floor} vectorEffect="non-scaling-stroke" />
      <polyline points={points} className={css.stroke} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** How full something is; a vessel over its brim says so by a second colour and its words, a share has no brim. */
export function Meter({ value, most, label, isShare = false }: { value: number; most: number; label: string; isShare?: boolean }) {
  const part = most > 0 ? Math.min(1, value / most) : 0;
  return (
    <span className={css.meter} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={most} aria-valuenow={Math.min(value, most)} aria-valuetext={label} data-full={(!isShare && part >= 1) || undefined}>
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
