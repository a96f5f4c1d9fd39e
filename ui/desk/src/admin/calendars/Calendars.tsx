import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { useLanguage } from '~/i18n/context';
import { useMay } from '~/shell/me';
import { Empty } from '~/shared/Empty';
import { Head, Loaded } from '../kit/Page';
import { Table } from '../kit/Table';
import { useTexts } from '../kit/texts';
import { useRows, useShelf } from '../kit/useShelf';
import type { Department, Queue } from '../types';
import type { CalendarRow } from './definition';
import { WeekStrip } from './WeekStrip';

export default function Calendars() {
  const a = useTexts();
  const { format } = useLanguage();
  const [, go] = useLocation();
  const may = useMay('configuration.manage');
  const { items, isPending, error, refetch } = useShelf<CalendarRow>('calendars');
  const queues = useRows<Queue>('queues');
  const departments = useRows<Department>('departments');
  const add = may && <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => go('/admin/calendars/new')}>{a('calendars.add')}</Button>;
  const users = (id: string) => [...queues, ...departments].filter((one) => one.calendar_id === id && !one.archived_at).map((one) => one.name);
  return (
    <>
      <Head title={a('section.calendars')} text={a('calendars.text')} action={items.length > 0 && add} />
      <Loaded isPending={isPending} error={error} onRetry={() => void refetch()}>
        {items.length === 0 ? <Empty art="moon" title={a('calendars.empty')} action={add}>{a('calendars.emptyText')}</Empty> : (
          <Table label={a('section.calendars')} rows={items} to={(c) => `/admin/calendars/${c.id}`} columns={[
            { head: a('field.name'), cell: (c) => <bdi>{c.name}</bdi> },
            { head: a('calendars.week'), isNarrow: true, cell: (c) => <WeekStrip week={c.definition.week} /> },
            { head: a('calendars.usedBy'), cell: (c) => format.listed(users(c.id)) || a('calendars.unused') },
            { head: a('departments.zone'), isNarrow: true, cell: (c) => <bdi dir="ltr">{c.definition.zone}</bdi> },
          ]} />
        )}
      </Loaded>
    </>
  );
}
