import { useParams } from 'wouter';
import { useMe, useMay } from '~/shell/me';
import { NotFound } from '~/shared/NotFound';
import { Loaded } from '../kit/Page';
import { useShelf } from '../kit/useShelf';
import { CalendarForm } from './CalendarForm';
import { newDefinition, whole, type CalendarRow } from './definition';

/** One working calendar, or a new one. */
export default function CalendarPage() {
  const { id } = useParams<{ id: string }>();
  const me = useMe();
  const may = useMay('configuration.manage');
  const { items, isPending, error, refetch } = useShelf<CalendarRow>('calendars');
  const calendar = items.find((c) => c.id === id) ?? null;
  return (
    <Loaded isPending={isPending} error={error} onRetry={() => void refetch()}>
      {id === 'new' || calendar ? (
        <CalendarForm key={id} calendar={calendar} may={may}
          start={calendar ? { name: calendar.name, definition: whole(calendar.definition) } : { name: '', definition: newDefinition(me.organization.time_zone) }} />
      ) : <NotFound />}
    </Loaded>
  );
}
