import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '~/api/client';
import type { Id, Page } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { Empty } from '~/shared/Empty';
import { sayDone, sayFailure } from '~/shared/toast';
import { useConfirm } from '../kit/Confirm';
import { Head, Loaded } from '../kit/Page';
import { Table, Tag } from '../kit/Table';
import { useTexts } from '../kit/texts';
import type { Suppression } from '../types';
import css from './channels.module.css';

const KEY = ['configuration', 'mail-suppressions'];

/** Addresses that get no more mail because theirs came back, and the way back. */
export default function Suppressions() {
  const a = useTexts();
  const { t, format } = useLanguage();
  const client = useQueryClient();
  const { ask, dialog } = useConfirm();
  const list = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam, signal }) => api.get<Page<Suppression>>(`/mail-suppressions${pageParam ? `?after=${encodeURIComponent(pageParam)}` : ''}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const lift = useMutation({
    mutationFn: (id: Id) => api.delete<void>(`/mail-suppressions/${id}`),
    onSuccess: () => sayDone(a('suppressions.lifted')),
    onError: (failure) => sayFailure(t, failure),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const begin = ({ id, address }: Suppression) => ask({ title: a('suppressions.liftTitle', { address }), consequence: a('suppressions.liftText'), label: a('suppressions.lift'), run: () => lift.mutate(id) });
  return (
    <>
      <Head title={a('section.suppressions')} text={a('suppressions.text')} />
      <Loaded isPending={list.isPending} error={list.error} onRetry={() => void list.refetch()}>
        {rows.length === 0 ? <Empty art="done" title={a('suppressions.empty')}>{a('suppressions.emptyText')}</Empty> : (
          <Table label={a('section.suppressions')} rows={rows}
            columns={[
              { head: a('mail.address'), cell: (s) => <bdi dir="ltr" className={css.mailAddress}>{s.address}</bdi> },
              { head: a('suppressions.why'), cell: (s) => <div>{s.text}{s.said && <p className={css.answered}><bdi dir="ltr">{s.said}</bdi></p>}</div> },
              { head: a('suppressions.since'), isNarrow: true, cell: (s) => <time dateTime={s.suppressed_at}>{format.moment(s.suppressed_at)}</time> },
              { head: a('suppressions.state'), isNarrow: true, cell: (s) => <State row={s} onLift={() => begin(s)} /> },
            ]} />
        )}
        {list.hasNextPage && <Button mt="md" variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{a('suppressions.older')}</Button>}
      </Loaded>
      {dialog}
    </>
  );
}

function State({ row, onLift }: { row: Suppression; onLift: () => void }) {
  const a = useTexts();
  const { format } = useLanguage();
  if (!row.lifted_at) {
    return (
      <div className={css.held}>
        <Tag tone="bad">{a('suppressions.held')}</Tag>
        <Button size="compact-md" variant="light" aria-label={`${a('suppressions.lift')}: ${row.address}`} onClick={onLift}>{a('suppressions.lift')}</Button>
      </div>
    );
  }
  return (
    <div>
      <Tag tone="good">{a('suppressions.free')}</Tag>
      <p className={css.answered}>{row.lifted_by_name && <><bdi>{row.lifted_by_name}</bdi> · </>}<time dateTime={row.lifted_at}>{format.moment(row.lifted_at)}</time></p>
    </div>
  );
}
