import { useLanguage } from '~/i18n/context';
import type { DayMark } from '../types';
import { useWords } from '../words';
import { gathered } from './weeks';
import css from './Forecast.module.css';

/** What the days of a week are besides their weekday, in words. */
export function WeekMarks({ marks }: { marks: DayMark[] }) {
  const w = useWords();
  const { format } = useLanguage();
  if (marks.length === 0) return null;
  const day = (iso: string) => format.day(`${iso}T12:00:00Z`);
  return (
    <ul className={css.marks} aria-label={w('marks')}>
      {gathered(marks).map(({ kind, name, estimated, first, last }) => (
        <li key={`${kind}${name}${first}`} data-kind={kind}>
          <strong>{w(`mark.${kind}`)}</strong>
          {name && <bdi>{name}</bdi>}
          <span>{first === last ? day(first) : w('week.span', { first: day(first), last: day(last) })}{estimated && ` (${w('mark.estimated')})`}</span>
        </li>
      ))}
    </ul>
  );
}
