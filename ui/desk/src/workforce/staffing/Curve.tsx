import { useElementSize } from '@mantine/hooks';
import { useLanguage } from '~/i18n/context';
import { inPicture, percent, rounded, spell, ticks } from '../kit/figures';
import { sidesOf, type Sides } from '../kit/sides';
import type { Staffed } from '../types';
import { useWords } from '../words';
import type { Answer } from './useStaffing';
import css from './Curve.module.css';
import picture from '../kit/picture.module.css';
import table from '../kit/table.module.css';

const BEFORE = 52;
const AFTER = 10;
const LEVEL = { top: 26, height: 150 };
const WAIT = { top: 222, height: 96 };
const HEIGHT = 348;

interface Props {
  points: Staffed[];
  answer: Answer;
}

/** The longest wait that the lower picture shows whole; longer ones run out of it, and say so. */
export function waitCeiling(points: Staffed[], within: number, chosen: number): number {
  const waits = points.map((p) => p.wait_mean_s).filter((s): s is number => s !== null);
  const own = points.find((p) => p.agents === chosen)?.wait_mean_s ?? 0;
  return Math.max(Math.min(Math.max(...waits, 1), Math.max(3 * within, 2.5 * own, 5)), 1);
}

/** Service level above, mean wait below, over the number of agents; smallest where reading begins. */
export function CurveChart({ points, answer, onChoose }: Props & { onChoose: (agents: number) => void }) {
  const w = useWords();
  const { format, locale } = useLanguage();
  const { ref, width } = useElementSize();
  const { ask, needed, chosen } = answer;
  const ceiling = waitCeiling(points, ask.within, chosen.agents);
  const band = points.length ? (width - BEFORE - AFTER) / points.length : 0;
  const side = sidesOf(width, locale);
  const waitTicks = ticks(ceiling, 2);
  const most = waitTicks.at(-1) ?? ceiling;
  const y = { level: (share: number) => LEVEL.top + LEVEL.height * (1 - share), wait: (s: number) => WAIT.top + WAIT.height * (1 - Math.min(s, most) / most) };
  const said = w('curve.said', { needed: needed.agents, chosen: chosen.agents, level: chosen.service_level === null ? w('unstable') : w('percent', { n: percent(chosen.service_level) }) });
  const skip = Math.max(1, Math.ceil(26 / Math.max(band, 1)));
  return (
    <figure className={picture.figure}>
      <div ref={ref} className={`${picture.frame} ${css.frame}`}>
        {width > 0 && points.length > 0 && (
          <svg width={width} height={HEIGHT} role="img" aria-label={said} direction="ltr">
            <defs>
              <pattern id="overload" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" className={css.hatchGround} /><rect width="2.500" height="6" className={css.hatch} /></pattern>
            </defs>
            <text x={side.x(BEFORE)} y={14} textAnchor={side.start} className={css.name}>{w('figure.level')}</text>
            {[0, 0.5, 1].map((share) => <Grid key={share} y={y.level(share)} width={width} side={side} text={inPicture(w('percent', { n: share * 100 }), locale)} />)}
            <text x={side.x(BEFORE)} y={WAIT.top - 12} textAnchor={side.start} className={css.name}>{w('figure.wait')}</text>
            {waitTicks.map((s) => <Grid key={s} y={y.wait(s)} width={width} side={side} text={s === 0 ? format.number(0) : shortSpan(s)} />)}
            {points.map((point, i) => {
              const x = side.left(BEFORE + i * band, band);
              const isChosen = point.agents === chosen.agents;
              return (
                <g key={point.agents} className={css.column} data-chosen={isChosen || undefined} data-low={(point.service_level ?? 0) * 100 < ask.share || undefined} onClick={() => onChoose(point.agents)}>
                  <title>{tell(point)}</title>
                  <rect x={x} y={LEVEL.top - 6} width={band} height={HEIGHT - LEVEL.top - 16} rx={6} className={css.ground} />
                  {point.unstable
                    ? <><Bar x={x} band={band} top={LEVEL.top} height={LEVEL.height} isOver /><Bar x={x} band={band} top={WAIT.top} height={WAIT.height} isOver /></>
                    : <><Bar x={x} band={band} top={y.level(point.service_level ?? 0)} height={LEVEL.height * (point.service_level ?? 0)} />
                      <Bar x={x} band={band} top={y.wait(point.wait_mean_s ?? 0)} height={Math.max(1, WAIT.top + WAIT.height - y.wait(point.wait_mean_s ?? 0))} isWait isCut={(point.wait_mean_s ?? 0) > most} /></>}
                  {(isChosen || i % skip === 0) && <text x={x + band / 2} y={HEIGHT - 12} className={css.count} textAnchor="middle">{format.number(point.agents)}</text>}
                  {isChosen && !point.unstable && band > 0 && <text x={x + band / 2} y={Math.max(LEVEL.top + 4, y.level(point.service_level ?? 0) - 6)} className={css.value} textAnchor="middle">{inPicture(w('percent', { n: percent(point.service_level ?? 0) }), locale)}</text>}
                </g>
              );
            })}
            <line x1={side.x(BEFORE)} x2={side.x(width - AFTER)} y1={y.level(ask.share / 100)} y2={y.level(ask.share / 100)} className={css.target} />
          </svg>
        )}
      </div>
      <figcaption className={`${picture.legend} ${css.keys}`}>
        <span data-is="enough">{w('curve.enough')}</span><span data-is="low">{w('curve.low')}</span>
        {points.some((p) => p.unstable) && <span data-is="over">{w('unstable')}</span>}
        <span data-is="target">{w('curve.target', { n: ask.share })}</span>
        <span className={css.axis}>{w('curve.axis')}</span>
      </figcaption>
    </figure>
  );

  function shortSpan(seconds: number): string {
    return inPicture(seconds < 120 ? w('unit.shortSeconds', { n: rounded(seconds) }) : w('unit.shortMinutes', { n: rounded(seconds / 60) }), locale);
  }

  function tell(point: Staffed): string {
    if (point.unstable) return w('curve.tellUnstable', { n: point.agents });
    return w('curve.tell', { n: point.agents, level: percent(point.service_level ?? 0), span: spell(w, point.wait_mean_s ?? 0) });
  }
}

function Grid({ y, width, side, text }: { y: number; width: number; side: Sides; text: string }) {
  return <><line x1={side.x(BEFORE)} x2={side.x(width - AFTER)} y1={y} y2={y} className={picture.grid} /><text x={side.x(BEFORE - 8)} y={y + 4} textAnchor={side.end} className={picture.tick}>{text}</text></>;
}

function Bar({ x, band, top, height, isWait, isOver, isCut }: { x: number; band: number; top: number; height: number; isWait?: boolean; isOver?: boolean; isCut?: boolean }) {
  const wide = Math.max(2, band * 0.66);
  return (
    <>
      <rect x={x + (band - wide) / 2} y={top} width={wide} height={Math.max(0, height)} rx={Math.min(4, wide / 3)} className={isOver ? css.over : isWait ? css.wait : css.level} />
      {isCut && <path d={`M${x + band / 2 - wide / 2 - 1} ${top + 12}l${wide / 2 + 1} -5l${wide / 2 + 1} 5`} className={css.cut} />}
    </>
  );
}

/** The twin of the picture: the same numbers in rows. */
export function CurveTable({ points, answer: { needed, chosen } }: Props) {
  const w = useWords();
  const { format } = useLanguage();
  const share = (value: number | null) => (value === null ? w('none') : w('percent', { n: percent(value) }));
  const span = (value: number | null) => (value === null ? w('none') : spell(w, value));
  return (
    <div className={table.frame} tabIndex={0} role="region" aria-label={w('curve.title')}>
      <table className={table.table}>
        <thead><tr>{[w('answer.agents'), w('answer.scheduled'), w('figure.level'), w('figure.pWait'), w('figure.wait'), w('figure.abandon'), w('figure.occupancy')].map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
        <tbody>
          {points.map((p) => (
            <tr key={p.agents} data-chosen={p.agents === chosen.agents || undefined}>
              <th scope="row">{format.number(p.agents)}{p.agents === needed.agents && <small>{w('curve.needed')}</small>}{p.agents === chosen.agents && chosen.agents !== needed.agents && <small>{w('curve.chosen')}</small>}</th>
              <td>{format.number(p.scheduled)}</td>
              {p.unstable ? <td colSpan={5}>{w('unstable')}</td> : <><td>{share(p.service_level)}</td><td>{share(p.p_wait)}</td><td>{span(p.wait_mean_s)}</td><td>{share(p.abandon)}</td><td>{share(p.occupancy)}</td></>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
