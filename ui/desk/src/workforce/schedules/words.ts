import { useLanguage, useMessages } from '~/i18n/context';
import { addDays } from '../forecast/weeks';
import { messages } from './messages';
import { clockAt, DAY_M, type Placed } from './times';
import type { Person } from './types';

export const useScheduleWords = () => useMessages(messages);

/** Days and times of a schedule as the reader writes them. */
export function useSpelling(first: string) {
  const s = useScheduleWords();
  const { format } = useLanguage();
  const day = (iso: string) => format.day(`${iso}T12:00:00Z`);
  const clock = (wall: string) => format.digits(wall);
  const between = (start: string, end: string) => s('between', { start: clock(start), end: clock(end) });
  const at = (minutes: number) => clock(clockAt(minutes));
  const where = (place: Placed, people: Person[]) => s('say.now', {
    name: people.find((one) => one.user_id === place.user)?.name ?? '', day: day(addDays(first, Math.floor(place.start / DAY_M))), start: at(place.start), end: at(place.end),
  });
  return { s, day, clock, at, between, where };
}
