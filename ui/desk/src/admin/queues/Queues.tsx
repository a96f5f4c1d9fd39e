import { Button } from '@mantine/core';
import { IconArchive, IconPlus } from '@tabler/icons-react';
import { ActionIcon, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { isLike } from '~/composer/trigger';
import { useLanguage } from '~/i18n/context';
import { useMay } from '~/shell/me';
import { Empty } from '~/shared/Empty';
import { sayDone, sayFailure } from '~/shared/toast';
import { nameOf } from '../kit/options';
import { Head, Loaded } from '../kit/Page';
import { Search } from '../kit/ShelfPage';
import { Table } from '../kit/Table';
import { useTexts } from '../kit/texts';
import { useRows, useShelf } from '../kit/useShelf';
import { useConfirm } from '../kit/Confirm';
import type { Channel, Department, Queue } from '../types';

interface CalendarRow {
  id: string;
  name: string;
}

export default function Queues() {
  const a = useTexts();
  const { t, format } = useLanguage();
  const [, go] = useLocation();
  const may = useMay('configuration.manage');
  const shelf = useShelf<Queue>('queues');
  const departments = useRows<Department>('departments');
  const calendars = useRows<CalendarRow>('calendars');
  const channels = useRows<Channel>('channels');
  const [query, setQuery] = useState('');
  const { ask, dialog } = useConfirm();
  const all = shelf.items.filter((q) => !q.archived_at);
  const rows = all.filter((q) => isLike(q.name, query.trim()));
  const add = may && <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => go('/admin/queues/new')}>{a('queues.add')}</Button>;
  const roads = (q: Queue) => channels.filter((c) => c.queue_id === q.id).length;

  function archive(queue: Queue): void {
    ask({
      title: a('queues.archiveTitle', { name: queue.name }), consequence: a('queues.archiveText', { n: roads(queue) }), label: a('queues.archive'),
      run: () => shelf.remove.mutate(queue.id, {
        onSuccess: () => sayDone(a('done.archived', { name: queue.name }), {
          label: t('action.undo'), run: () => shelf.save.mutate({ id: queue.id, body: { archived_at: null } }, { onError: (e) => sayFailure(t, e) }),
        }),
      }),
    });
  }

  return (
    <>
      <Head title={a('section.queues')} text={a('queues.text')} action={all.length > 0 && add} />
      <Loaded isPending={shelf.isPending} error={shelf.error} onRetry={() => void shelf.refetch()}>
        {all.length === 0 ? <Empty art="calm" title={a('queues.empty')} action={add}>{a('queues.emptyText')}</Empty> : (
          <>
            {all.length > 6 && <Search label={a('list.searchIn', { name: a('section.queues') })} value={query} onChange={setQuery} />}
            <Table label={a('section.queues')} rows={rows} to={(q) => `/admin/queues/${q.id}`} columns={[
              { head: a('field.name'), cell: (q) => <bdi>{q.name}</bdi> },
              { head: a('field.department'), cell: (q) => nameOf(departments, q.department_id) },
              { head: a('queues.hours'), cell: (q) => (q.calendar_id ? nameOf(calendars, q.calendar_id) : a('queues.alwaysOpen')) },
              { head: a('queues.members'), isNarrow: true, cell: (q) => format.number(q.member_ids?.length ?? 0) },
              { head: a('queues.priority'), isNarrow: true, cell: (q) => (q.priority ? <bdi dir="ltr">{q.priority > 0 ? '+' : ''}{format.number(q.priority)}</bdi> : '—') },
            ]} actions={may ? (q) => (
              <Tooltip label={a('queues.archive')}>
                <ActionIcon variant="subtle" color="gray" size={34} aria-label={`${a('queues.archive')}: ${q.name}`} onClick={() => archive(q)}><IconArchive size={18} aria-hidden /></ActionIcon>
              </Tooltip>
            ) : undefined} />
          </>
        )}
      </Loaded>
      {dialog}
    </>
  );
}
