import { useLanguage } from '~/i18n/context';
import type { Coverage } from '../types';
import { usePeopleWords } from '../words';
import css from './Sites.module.css';
import table from '../../kit/table.module.css';

const hourOf = (start: string): number => Number(start.slice(11, 13));
const dayOf = (start: string): string => start.slice(0, 10);

/** A row a day, a cell an hour that really passes: who is there, as strips one above the other; time runs as the page is read. */
export function CoverageMap({ coverage }: { coverage: Coverage }) {
  const p = usePeopleWords();
  const { format, locale } = useLanguage();
  const days = [...new Set(coverage.hours.map((one) => dayOf(one.start)))];
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  return (
    <figure className={css.figure}>
      <div className={css.frame} tabIndex={0} role="img" aria-label={coverage.said.join(' ')}>
        <div className={css.row} aria-hidden>
          <span />
          <div className={css.cells}>{Array.from({ length: 24 }, (_, hour) => <i key={hour} className={css.clock}>{hour % 3 === 0 ? format.number(hour) : ''}</i>)}</div>
        </div>
        {days.map((day) => (
          <div key={day} className={css.row} aria-hidden>
            <span>{weekday.format(new Date(`${day}T12:00:00Z`))}</span>
            <div className={css.cells}>
              {coverage.hours.filter((one) => dayOf(one.start) === day).map((one) => (
                <div key={one.start} className={css.cell} data-missing={one.missing > 0 || undefined} title={p('coverage.cell', { hour: hourOf(one.start), n: one.people.reduce((sum, n) => sum + n, 0), required: one.required })}>
                  {one.people.map((n, at) => n > 0 && <b key={coverage.sites[at]?.id} data-site={at % 5} />)}
                </div>
              ))}
            </div>
          </div>
        ))}
      </div>
      <figcaption className={css.keys}>
        {coverage.sites.map((one, at) => <span key={one.id} data-site={at % 5}><bdi>{one.name}</bdi> <small>{p(`site.${one.kind}`)}{p('comma')}<bdi dir="ltr">{format.digits(one.offset)}</bdi></small></span>)}
        {coverage.gaps.length > 0 && <span data-missing>{p('coverage.missing')}</span>}
      </figcaption>
    </figure>
  );
}

/** The twin of the picture: hours as rows, sites as columns, of the days that differ from the one before. */
export function CoverageTable({ coverage }: { coverage: Coverage }) {
  const p = usePeopleWords();
  const { format, locale } = useLanguage();
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  return (
    <div className={table.frame} tabIndex={0} role="region" aria-label={p('coverage.table')}>
      <table className={table.table}>
        <thead><tr>{[p('coverage.hour'), ...coverage.sites.map((one) => one.name), p('coverage.needed'), p('head.missing')].map((head, i) => <th key={`${head}-${i}`} scope="col">{head}</th>)}</tr></thead>
        <tbody>
          {coverage.hours.map((one) => (
            <tr key={one.start}>
              <th scope="row">{weekday.format(new Date(`${dayOf(one.start)}T12:00:00Z`))} <bdi dir="ltr">{format.digits(one.start.slice(11, 16))}</bdi></th>
              {one.people.map((n, at) => <td key={coverage.sites[at]?.id}>{n ? format.number(n) : p('none')}</td>)}
              <td>{format.number(one.required)}</td>
              <td>{one.missing ? format.number(one.missing) : p('none')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
