import { Button } from '@mantine/core';
import { getDayOfWeek, getLocalTimeZone, now, Time, toCalendarDateTime, today, type CalendarDate } from '@internationalized/date';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { Button as AriaButton, Calendar, CalendarCell, CalendarGrid, CalendarGridBody, CalendarGridHeader, CalendarHeaderCell, CalendarStateContext, I18nProvider } from 'react-aria-components';
import { useContext } from 'react';
import type { Instant } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { latinDigits } from '~/i18n/format';
import css from './DayAndTime.module.css';

const FRIDAY = 5;
const CLOCK = /^([01]?\d|2[0-3])[:٫.]?([0-5]\d)?$/;

/** A month to pick a day from, in the reader's calendar, and the hour as digits of any script. */
export default function DayAndTime({ onChosen }: { onChosen: (at: Instant) => void }) {
  const { t, locale, calendar, digits, timeZone } = useLanguage();
  const zone = timeZone || getLocalTimeZone();
  const [day, setDay] = useState<CalendarDate>(() => today(zone).add({ days: 1 }));
  const [clock, setClock] = useState('09:00');
  const [isPast, setPast] = useState(false);
  const read = CLOCK.exec(latinDigits(clock.trim()));
  const base = locale === 'fa' ? 'fa-IR' : 'en-GB';
  const tag = `${base}-u-ca-${calendar === 'jalali' ? 'persian' : 'gregory'}-nu-${digits === 'fa' ? 'arabext' : 'latn'}${calendar === 'jalali' ? '-fw-sat' : ''}`;

  function choose(): void {
    if (!read) return;
    const at = toCalendarDateTime(day, new Time(Number(read[1]), Number(read[2] ?? 0))).toDate(zone);
    if (at.getTime() <= now(zone).toDate().getTime()) setPast(true);
    else onChosen(at.toISOString());
  }

  return (
    <I18nProvider locale={tag}>
      <Calendar aria-label={t('date.label')} value={day} onChange={(d) => { setDay(d as CalendarDate); setPast(false); }} minValue={today(zone)} firstDayOfWeek={calendar === 'jalali' ? 'sat' : undefined} className={css.calendar}>
        <MonthHead tag={tag} zone={zone} />
        <CalendarGrid weekdayStyle="narrow" className={css.grid}>
          <CalendarGridHeader>{(name) => <CalendarHeaderCell>{name}</CalendarHeaderCell>}</CalendarGridHeader>
          <CalendarGridBody>{(date) => <CalendarCell date={date} className={css.cell} data-friday={getDayOfWeek(date, 'en-US') === FRIDAY || undefined} />}</CalendarGridBody>
        </CalendarGrid>
      </Calendar>
      <div className={css.foot}>
        <label className={css.hour}>
          {t('date.hour')}
          <input dir="ltr" inputMode="numeric" value={clock} aria-invalid={!read} onChange={(e) => setClock(e.target.value)} />
        </label>
        <Button onClick={choose} disabled={!read}>{t('action.confirm')}</Button>
      </div>
      {isPast && <p role="alert" className={css.past}>{t('date.past')}</p>}
    </I18nProvider>
  );
}

/** Our own heading: month, then year, in the order in which they are read. */
function MonthHead({ tag, zone }: { tag: string; zone: string }) {
  const { t } = useLanguage();
  const state = useContext(CalendarStateContext);
  const at = state?.visibleRange.start.toDate(zone);
  const month = at && new Intl.DateTimeFormat(tag, { month: 'long', timeZone: zone }).format(at);
  const year = at && new Intl.DateTimeFormat(tag, { year: 'numeric', timeZone: zone }).formatToParts(at).find((p) => p.type === 'year')?.value;
  return (
    <header className={css.head}>
      <AriaButton slot="previous" aria-label={t('date.previous')} className={css.turn}><IconChevronRight size={18} aria-hidden className={css.arrow} /></AriaButton>
      <strong aria-hidden>{month} {year}</strong>
      <AriaButton slot="next" aria-label={t('date.next')} className={css.turn}><IconChevronLeft size={18} aria-hidden className={css.arrow} /></AriaButton>
    </header>
  );
}
