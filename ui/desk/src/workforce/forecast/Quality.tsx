import { useLanguage } from '~/i18n/context';
import { percent } from '../kit/figures';
import type { Hindsight } from '../types';
import { useWords } from '../words';
import { addDays } from './weeks';
import card from '~/shared/card.module.css';
import table from '../kit/table.module.css';

/** How right it would have been, week by week. */
export function Quality({ hindsight }: { hindsight: Hindsight | undefined }) {
  const w = useWords();
  const { format } = useLanguage();
  const share = (value: number | null) => (value === null ? w('none') : w('percent', { n: percent(value) }));
  const day = (iso: string) => format.digits(format.date(`${iso}T12:00:00Z`));
  if (!hindsight) return <section className={card.card}><h2>{w('quality.title')}</h2><p className={card.faint}>{w('quality.none')}</p></section>;
  const { weeks, wape, wape_same_weekdays: plain, coverage } = hindsight;
  return (
    <section className={card.card}>
      <h2>{w('quality.title')}</h2>
      {wape !== null && coverage !== null && (
        <p>{w('quality.said', { weeks: weeks.length, wape: percent(wape), coverage: percent(coverage) })} {plain !== null && w(plain > wape ? 'quality.better' : 'quality.worse', { plain: percent(plain) })}</p>
      )}
      <div className={table.frame} tabIndex={0} role="region" aria-label={w('quality.title')}>
        <table className={table.table}>
          <thead><tr>{[w('quality.week'), w('quality.volume'), w('quality.model'), w('quality.wape'), w('quality.plain'), w('quality.coverage')].map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
          <tbody>
            {[...weeks].reverse().map((one) => (
              <tr key={one.first_day}>
                <th scope="row">{w('week.span', { first: day(one.first_day), last: day(addDays(one.first_day, 6)) })}</th>
                <td>{format.number(one.volume)}</td><td>{w(one.model === 'same_weekdays' ? 'model.same_weekdays' : 'model.robust')}</td>
                <td>{share(one.wape)}</td><td>{share(one.wape_same_weekdays)}</td><td>{share(one.coverage)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={card.faint}>{w('quality.means')}</p>
    </section>
  );
}
