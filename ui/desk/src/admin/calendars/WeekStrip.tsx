import { useLanguage } from '~/i18n/context';
import { minutesOf } from '../kit/days';
import { useTexts } from '../kit/texts';
import { DAYS, type Slot, type Week } from './definition';
import css from './calendars.module.css';

const DAY_MIN = 1440;

/** The open hours of a day on a line of 24 hours, the same way round in every language. */
export function HourLine({ slots, before = [] }: { slots: Slot[]; before?: Slot[] }) {
  const parts = [
    ...slots.map(({ opens, closes }) => [minutesOf(opens), endsNextDay(opens, closes) ? DAY_MIN : minutesOf(closes), false] as const),
    ...before.filter(({ opens, closes }) => endsNextDay(opens, closes) && minutesOf(closes) > 0).map(({ closes }) => [0, minutesOf(closes), true] as const),
  ];
  return (
    <span className={css.line} dir="ltr" aria-hidden>
      {parts.map(([from, to, isRest], i) => <i key={i} data-rest={isRest || undefined} style={{ left: `${(from / DAY_MIN) * 100}%`, width: `${((to - from) / DAY_MIN) * 100}%` }} />)}
    </span>
  );
}

const endsNextDay = (opens: string, closes: string): boolean => minutesOf(closes) <= minutesOf(opens);

/** A week as seven small squares, said in words for those who do not see them. */
export function WeekStrip({ week }: { week: Week }) {
  const a = useTexts();
  const { format } = useLanguage();
  const said = format.listed(DAYS.filter((day) => week[day]?.length).map((day) => a(`day.${day}`)));
  return (
    <span className={css.strip} role="img" aria-label={said || a('calendars.neverOpen')}>
      {DAYS.map((day) => <i key={day} data-open={Boolean(week[day]?.length)}>{a(`dayShort.${day}`)}</i>)}
    </span>
  );
}
