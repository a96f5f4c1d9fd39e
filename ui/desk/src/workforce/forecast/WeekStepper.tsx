import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useLanguage } from '~/i18n/context';
import { useWords } from '../words';
import { useToday } from './useForecast';
import { addDays, type Week } from './weeks';
import css from './Forecast.module.css';

/** Which week is shown, with the ways to its neighbours. */
export function WeekStepper({ weeks, shown, onChoose }: { weeks: Week[]; shown: Week; onChoose: (first: string) => void }) {
  const w = useWords();
  const { format } = useLanguage();
  const today = useToday();
  const at = weeks.indexOf(shown);
  const [before, after] = [weeks[at - 1], weeks[at + 1]];
  const day = (iso: string) => format.day(`${iso}T12:00:00Z`);
  return (
    <div className={css.stepper}>
      <ActionIcon variant="default" size={34} aria-label={w('week.before')} disabled={!before} onClick={() => before && onChoose(before.first)}><IconChevronLeft size={18} aria-hidden className="mirrored" /></ActionIcon>
      <h2 id="week-title" aria-live="polite">{w('week.span', { first: day(shown.first), last: day(addDays(shown.first, shown.days - 1)) })} <small>{w(shown.isPast ? 'week.past' : shown.first === today ? 'week.now' : 'week.ahead')}</small></h2>
      <ActionIcon variant="default" size={34} aria-label={w('week.after')} disabled={!after} onClick={() => after && onChoose(after.first)}><IconChevronRight size={18} aria-hidden className="mirrored" /></ActionIcon>
    </div>
  );
}
