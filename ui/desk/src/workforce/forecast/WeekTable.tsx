import { useLanguage } from '~/i18n/context';
import { rounded, spell } from '../kit/figures';
import { useWords } from '../words';
import { dayOf, type Week } from './weeks';
import table from '../kit/table.module.css';

/** The twin of the week's picture: an interval a row. */
export function WeekTable({ week, hasTimes }: { week: Week; hasTimes: boolean }) {
  const w = useWords();
  const { format } = useLanguage();
  const heads = [w('head.day'), ...(hasTimes ? [w('head.time')] : []), ...(week.isPast ? [w('legend.actual')] : []), w('legend.mean'), w('head.low'), w('head.middle'), w('head.high'), ...(week.isPast ? [] : [w('field.aht')])];
  const number = (value: number) => format.number(rounded(value));
  if (week.slots.length === 0) return <p>{w('week.nothing')}</p>;
  return (
    <div className={table.frame} tabIndex={0} role="region" aria-label={w('week.said')}>
      <table className={table.table}>
        <thead><tr>{heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
        <tbody>
          {week.slots.map((s) => (
            <tr key={s.start}>
              <th scope="row">{format.day(`${dayOf(s.start)}T12:00:00Z`)}</th>
              {hasTimes && <td><bdi dir="ltr">{format.digits(s.start.slice(11, 16))}</bdi></td>}
              {week.isPast && <td>{s.actual === null ? w('none') : number(s.actual)}</td>}
              <td>{number(s.mean)}</td><td>{number(s.p10)}</td><td>{number(s.p50)}</td><td>{number(s.p90)}</td>
              {!week.isPast && <td>{s.aht === null ? w('none') : spell(w, s.aht)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
