import { useLanguage } from '~/i18n/context';
import { usePhone } from '~/shared/usePhone';
import { isFriday, type Week } from '../forecast/weeks';
import { rounded } from '../kit/figures';
import { useWords } from '../words';
import { clock, gridOf, shade, type Cell } from './cells';
import css from './Required.module.css';

/** The week as a table that is coloured by its numbers: days beside one another, times of the day downwards. */
export function HeatMap({ cells, week }: { cells: Cell[]; week: Week }) {
  const w = useWords();
  const { format, locale, calendar } = useLanguage();
  const isPhone = usePhone();
  const grid = gridOf(cells, week.first);
  const weekday = new Intl.DateTimeFormat(locale, { weekday: isPhone && locale === 'fa' ? 'narrow' : 'short', timeZone: 'UTC' });
  const date = new Intl.DateTimeFormat(`${locale}-u-ca-${calendar === 'jalali' ? 'persian' : 'gregory'}-nu-latn`, { day: 'numeric', month: isPhone ? undefined : 'short', timeZone: 'UTC' });
  const noon = (day: string) => new Date(`${day}T12:00:00Z`);
  const marked = (day: string) => week.marks.find((m) => m.day === day && m.kind === 'holiday') ?? week.marks.find((m) => m.day === day);
  return (
    <>
      <div className={css.frame} tabIndex={0} role="region" aria-label={w('required.map')}>
        <table className={css.map}>
          <thead>
            <tr>
              <th scope="col"><span className="unseen">{w('head.time')}</span></th>
              {grid.days.map((day) => {
                const mark = marked(day);
                return (
                  <th key={day} scope="col" data-kind={mark ? (mark.kind === 'holiday' ? 'holiday' : 'special') : isFriday(day) ? 'friday' : undefined}>
                    {weekday.format(noon(day))}<small>{format.digits(date.format(noon(day)))}</small>
                    {mark && <small className={css.mark}>{w(`mark.${mark.kind}`)}</small>}
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {grid.minutes.map((minute) => (
              <tr key={minute}>
                <th scope="row"><bdi dir="ltr">{format.digits(clock(minute))}</bdi></th>
                {grid.days.map((day) => {
                  const cell = grid.at(day, minute);
                  if (!cell) return <td key={day} className={css.closed}><span className="unseen">{w('required.closed')}</span></td>;
                  return (
                    <td key={day} data-shade={shade(cell.staffed.agents, grid.most)} title={w('required.cell', { agents: cell.staffed.agents, scheduled: cell.staffed.scheduled, volume: rounded(cell.volume) })}>
                      {format.number(cell.staffed.agents)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {grid.most === 0 && <p className={css.waits}>{w('required.none')}</p>}
      <p className={css.legend} hidden={grid.most === 0}>
        <span>{w('required.few')}</span>
        {[1, 2, 3, 4, 5].map((one) => <i key={one} data-shade={one} aria-hidden />)}
        <span>{w('required.many', { n: grid.most })}</span>
      </p>
    </>
  );
}
