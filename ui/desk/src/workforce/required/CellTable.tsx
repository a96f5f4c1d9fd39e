import { useLanguage } from '~/i18n/context';
import { dayOf } from '../forecast/weeks';
import { percent, rounded, spell } from '../kit/figures';
import { useWords } from '../words';
import type { Cell } from './cells';
import table from '../kit/table.module.css';

/** The twin of the map, with everything that the formula says of each interval. */
export function CellTable({ cells }: { cells: Cell[] }) {
  const w = useWords();
  const { format } = useLanguage();
  const share = (value: number | null) => (value === null ? w('none') : w('percent', { n: percent(value) }));
  const span = (value: number | null) => (value === null ? w('none') : spell(w, value));
  const heads = [w('head.day'), w('head.time'), w('field.volume'), w('field.aht'), w('answer.agents'), w('answer.scheduled'), w('figure.level'), w('figure.wait'), w('figure.occupancy')];
  return (
    <div className={table.frame} tabIndex={0} role="region" aria-label={w('required.map')}>
      <table className={table.table}>
        <thead><tr>{heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
        <tbody>
          {cells.map(({ slot, volume, aht, staffed: s }) => (
            <tr key={slot.start}>
              <th scope="row">{format.day(`${dayOf(slot.start)}T12:00:00Z`)}</th>
              <td><bdi dir="ltr">{format.digits(slot.start.slice(11, 16))}</bdi></td>
              <td>{format.number(rounded(volume))}</td><td>{spell(w, aht)}</td>
              <td>{format.number(s.agents)}</td><td>{format.number(s.scheduled)}</td>
              <td>{share(s.service_level)}</td><td>{span(s.wait_mean_s)}</td><td>{share(s.occupancy)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
