import { ActionIcon, Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { ChoiceField, NumberField, TextField } from '../kit/fields';
import { jalaliDay, partsOf, yearSpan } from '../kit/days';
import { Tag } from '../kit/Table';
import { useTexts } from '../kit/texts';
import kit from '../kit/kit.module.css';
import type { Definition, JalaliHoliday } from './definition';
import { Add, Entry } from './ExtraDates';
import { jalaliMonths } from './months';
import type { OfficialHoliday } from '../types';
import css from './calendars.module.css';

interface Props {
  definition: Definition;
  onChange: (changes: Partial<Definition>) => void;
  isOff: boolean;
}

/** Whose official holidays hold, our own yearly ones, and how the year looks with all of them. */
export function Holidays({ definition, onChange, isOff }: Props) {
  const a = useTexts();
  const { locale } = useLanguage();
  const { holidays, country } = definition;
  const change = (at: number, changes: Partial<JalaliHoliday>) => onChange({ holidays: holidays.map((row, i) => (i === at ? { ...row, ...changes } : row)) });
  return (
    <>
      <ChoiceField label={a('holidays.country')} none={a('holidays.noCountry')} isOff={isOff} value={country} options={[{ value: 'IR', label: a('holidays.iran') }, ...(country && country !== 'IR' ? [{ value: country, label: country }] : [])]} onChange={(next) => onChange({ country: next })} />
      <YearList definition={definition} onChange={onChange} isOff={isOff} />
      <h3 className={kit.small}>{a('holidays.own')}</h3>
      {holidays.length > 0 && (
        <ul className={css.entries}>
          {holidays.map((row, i) => (
            <Entry key={i} name={row.name} isOff={isOff} onDrop={() => onChange({ holidays: holidays.filter((_, at) => at !== i) })}>
              <TextField label={a('extra.name')} isOff={isOff} value={row.name} onChange={(name) => change(i, { name })} />
              <NumberField label={a('holidays.day')} min={1} max={31} isOff={isOff} value={row.day} onChange={(day) => change(i, { day })} />
              <ChoiceField label={a('holidays.month')} isOff={isOff} value={String(row.month)} options={jalaliMonths(locale)} onChange={(m) => change(i, { month: Number(m) })} />
            </Entry>
          ))}
        </ul>
      )}
      {!isOff && <Add label={a('holidays.add')} onAdd={() => onChange({ holidays: [...holidays, { month: 1, day: 1, name: '' }] })} />}
    </>
  );
}

/** The days off of one year in order, official and our own; an official one can be worked on. */
function YearList({ definition, onChange, isOff }: Props) {
  const a = useTexts();
  const { format, calendar, locale } = useLanguage();
  const [year, setYear] = useState(() => partsOf(new Date().toISOString(), calendar).year);
  const { country, extra_dates: extra, holidays } = definition;
  const span = yearSpan(year, calendar);
  const { data, isError } = useQuery({
    queryKey: ['official-holidays', country, span, locale],
    queryFn: ({ signal }) => api.get<{ items: OfficialHoliday[] }>(`/official-holidays?country=${country}&first=${span.first}&last=${span.last}`, signal),
    enabled: country !== null,
    staleTime: Infinity,
    retry: false,
  });
  const own = [year - 1, year, year + 1, year - 621, year - 622].flatMap((y) => holidays.map((h) => ({ day: jalaliDay(y, h.month, h.day), names: [h.name], estimated: false })))
    .filter((row): row is OfficialHoliday => row.day !== null && row.day >= span.first && row.day <= span.last);
  const days = [...(country ? (data?.items ?? []) : []), ...own].sort((one, other) => one.day.localeCompare(other.day));
  const isWorked = (day: string) => extra.some((row) => row.cancelled && row.first <= day && (row.last ?? row.first) >= day);
  const work = (official: OfficialHoliday) => onChange({ extra_dates: [...extra, { first: official.day, name: official.names.join('، '), last: null, within: null, cancelled: true }] });
  const rest = (day: string) => onChange({ extra_dates: extra.filter((row) => !(row.cancelled && row.first === day && row.last === null)) });
  return (
    <section className={css.year} aria-label={a('holidays.year', { year: format.digits(String(year)) })}>
      <header>
        <ActionIcon variant="default" size={32} aria-label={a('holidays.previous')} onClick={() => setYear(year - 1)}><IconChevronRight size={17} aria-hidden className={css.arrow} /></ActionIcon>
        <strong aria-live="polite">{a('holidays.year', { year: format.digits(String(year)) })}</strong>
        <ActionIcon variant="default" size={32} aria-label={a('holidays.next')} onClick={() => setYear(year + 1)}><IconChevronLeft size={17} aria-hidden className={css.arrow} /></ActionIcon>
      </header>
      {isError && <p role="alert" className={kit.error}>{a('holidays.failed')}</p>}
      {days.length === 0 && !isError && <p className={kit.hint}>{a('holidays.none')}</p>}
      <ul>
        {days.map((row, i) => (
          <li key={`${row.day}${i}`} data-worked={isWorked(row.day) || undefined}>
            <time dateTime={row.day}>{format.day(`${row.day}T12:00:00Z`)}</time>
            <span>{format.listed(row.names)} {row.estimated && <Tag tone="warn">{a('holidays.estimated')}</Tag>}</span>
            {!isOff && (isWorked(row.day)
              ? <Button size="compact-xs" variant="subtle" onClick={() => rest(row.day)}>{a('holidays.rest')}</Button>
              : <Button size="compact-xs" variant="subtle" color="gray" onClick={() => work(row)}>{a('holidays.work')}</Button>)}
          </li>
        ))}
      </ul>
    </section>
  );
}
