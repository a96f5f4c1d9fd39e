import { useElementSize } from '@mantine/hooks';
import { useLanguage } from '~/i18n/context';
import { rounded, ticks } from '../../kit/figures';
import type { HeadcountPlan } from '../types';
import { usePeopleWords } from '../words';
import { sidesOf } from '../../kit/sides';
import picture from '../../kit/picture.module.css';
import css from '../People.module.css';

const EDGE = 44;
const FAR = 10;
const TOP = 26;
const BOTTOM = 44;
const HEIGHT = 340;

type Month = HeadcountPlan['groups'][number]['months'][number];

/** People month by month: who is of use as a bar, who is needed as a line in its band; time runs as the page is read. */
export function HeadcountChart({ plan, months }: { plan: HeadcountPlan; months: Month[] }) {
  const p = usePeopleWords();
  const { format, locale } = useLanguage();
  const monthName = useMonthName();
  const { ref, width } = useElementSize();
  const side = sidesOf(width, locale);
  const most = ticks(Math.max(1, ...months.map((m) => Math.max(m.required.p90, m.heads.p50)))).at(-1) ?? 1;
  const band = Math.max(1, (width - EDGE - FAR) / months.length);
  const middle = (i: number) => side.x(EDGE + (i + 0.5) * band);
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most);
  const line = (of: (m: Month) => number) => months.map((m, i) => `${middle(i).toFixed(1)},${y(of(m)).toFixed(1)}`);
  const wide = Math.min(46, band * 0.6);
  const skip = Math.ceil(34 / band);
  const worst = months.reduce((best, m, i) => (m.short > (months[best]?.short ?? 0) ? i : best), 0);
  const said = p('chart.said', { n: months.reduce((sum, m) => sum + m.start, 0), month: monthName(plan.months[worst] ?? ''), short: rounded((months[worst]?.short ?? 0) * 100, 0) });
  return (
    <figure className={picture.figure}>
      <div ref={ref} className={picture.frame} style={{ blockSize: HEIGHT }}>
        {width > 0 && (
          <svg width={width} height={HEIGHT} role="img" aria-label={said} direction="ltr">
            {ticks(most).map((value) => (
              <g key={value}>
                <line x1={side.x(EDGE)} x2={side.x(width - FAR)} y1={y(value)} y2={y(value)} className={picture.grid} />
                <text x={side.x(EDGE - 8)} y={y(value) + 4} textAnchor={side.end} className={picture.tick}>{format.number(value)}</text>
              </g>
            ))}
            {months.map((m, i) => (
              <g key={plan.months[i]}>
                <title>{tell(m, plan.months[i] ?? '')}</title>
                <rect x={middle(i) - wide / 2} y={y(m.heads.p50)} width={wide} height={Math.max(0, y(0) - y(m.heads.p50))} rx={4} className={css.trainee} />
                <rect x={middle(i) - wide / 2} y={y(m.productive.p50)} width={wide} height={Math.max(0, y(0) - y(m.productive.p50))} rx={4} className={css.bar1} data-short={m.missing > 0 || undefined} />
                {m.start > 0 && <text x={middle(i)} y={Math.min(y(m.heads.p50), y(m.required.p90)) - 7} textAnchor="middle" className={css.start}>{`+${format.number(m.start)}`}</text>}
                {i % skip === 0 && <text x={middle(i)} y={HEIGHT - 24} textAnchor="middle" className={css.month}>{monthName(plan.months[i] ?? '', true)}</text>}
              </g>
            ))}
            <polygon className={css.band} points={[...line((m) => m.required.p90), ...line((m) => m.required.p10).reverse()].join(' ')} />
            <polyline className={css.need} points={line((m) => m.required.p50).join(' ')} />
            {plan.months.map((month, i) => yearOf(month) !== yearOf(plan.months[i - 1]) && <text key={month} x={middle(i)} y={HEIGHT - 5} textAnchor="middle" className={css.month}>{yearOf(month)}</text>)}
          </svg>
        )}
      </div>
      <figcaption className={`${picture.legend} ${css.keys}`}>
        <span data-is="people">{p('legend.productive')}</span><span data-is="trainee">{p('legend.trainees')}</span>
        {months.some((m) => m.missing > 0) && <span data-is="short">{p('legend.short')}</span>}
        <span data-is="need">{p('legend.need')}</span><span data-is="band">{p('legend.band')}</span>
      </figcaption>
    </figure>
  );

  function tell(m: Month, month: string): string {
    return p('chart.tell', { month: monthName(month), need: rounded(m.required.p50), have: rounded(m.productive.p50), start: m.start, short: rounded(m.short * 100, 0) });
  }

  function yearOf(day: string | undefined): string {
    return day === undefined ? '' : format.digits(format.date(`${day}T12:00:00Z`).split('/')[0] ?? '');
  }
}

/** Names months of the reader's calendar, with the year where there is room. */
export function useMonthName(): (day: string, isShort?: boolean) => string {
  const { format, locale, calendar } = useLanguage();
  const base = `${locale}-u-ca-${calendar === 'jalali' ? 'persian' : 'gregory'}-nu-latn`;
  const name = new Intl.DateTimeFormat(base, { month: calendar === 'gregorian' ? 'short' : 'long', timeZone: 'UTC' });
  const year = (at: string) => format.date(at).split('/')[0] ?? '';
  return (day, isShort = false) => {
    if (!day) return '';
    const at = `${day}T12:00:00Z`;
    return isShort ? name.format(new Date(at)) : `${name.format(new Date(at))} ${year(at)}`;
  };
}
