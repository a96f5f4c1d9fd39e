import { useQuery } from '@tanstack/react-query';
import { api } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import type { OfficialHoliday } from '~/admin/types';
import { Tag } from '~/admin/kit/Table';
import { addDays } from '../forecast/weeks';
import { useToday } from '../forecast/useForecast';
import { Disclosure } from '../kit/Disclosure';
import { useWords } from '../words';
import css from './Calendar.module.css';

const AHEAD_DAYS = 120;

/** What the official calendar says of the next months by itself, so that people know what to correct. */
export function OfficialDays() {
  const w = useWords();
  const { format, locale } = useLanguage();
  const today = useToday();
  const { data, isError } = useQuery({
    queryKey: ['official-holidays', 'IR', today, AHEAD_DAYS, locale],
    queryFn: ({ signal }) => api.get<{ items: OfficialHoliday[] }>(`/official-holidays?country=IR&first=${today}&last=${addDays(today, AHEAD_DAYS)}`, signal),
    staleTime: Infinity,
  });
  return (
    <Disclosure title={w('official.title', { n: data?.items.length ?? 0 })}>
      <p>{w('official.text')}</p>
      {isError && <p role="alert" className={css.error}>{w('official.failed')}</p>}
      <ul className={css.days}>
        {data?.items.map((one) => (
          <li key={one.day}><time dateTime={one.day}>{format.day(`${one.day}T12:00:00Z`)}</time><span>{format.listed(one.names)} {one.estimated && <Tag tone="warn">{w('mark.estimated')}</Tag>}</span></li>
        ))}
      </ul>
    </Disclosure>
  );
}
