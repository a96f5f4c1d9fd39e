import { Button } from '@mantine/core';
import { IconPlayerPause, IconRefresh } from '@tabler/icons-react';
import { useQueryClient, type QueryKey, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { ApiProblem } from '~/api/client';
import { Broken } from '~/shared/Broken';
import { useLanguage } from '~/i18n/context';
import { LinesSkeleton } from '~/shared/skeletons';
import { useWords } from '../words';
import css from './Working.module.css';

const TOLD_AFTER_S = 1;

interface Props {
  query: Pick<UseQueryResult, 'isPending' | 'isFetching' | 'error' | 'data' | 'refetch'>;
  queryKey: QueryKey;
  /** What is being worked out, in words. */
  doing: string;
  children: ReactNode;
}

/** Shows what a longer calculation gave; while it runs, for how long it has, and the way out of it. */
export function Working({ query, queryKey, doing, children }: Props) {
  const client = useQueryClient();
  const w = useWords();
  const { t } = useLanguage();
  const { isPending, isFetching, error, data, refetch } = query;
  if (error && !isFetching) return error instanceof ApiProblem && error.status < 500 ? <Refused problem={error} /> : <Broken onRetry={() => void refetch()} />;
  if (isPending && !isFetching) {
    return (
      <div className={css.stopped} role="status">
        <IconPlayerPause size={20} aria-hidden />
        <p>{w('working.stopped')}</p>
        <Button variant="default" leftSection={<IconRefresh size={17} aria-hidden />} onClick={() => void refetch()}>{t('action.retry')}</Button>
      </div>
    );
  }
  return (
    <>
      {isFetching && <Clock doing={doing} onCancel={() => void client.cancelQueries({ queryKey, exact: true })} />}
      {data === undefined
        ? <div className={css.coming} aria-busy="true"><LinesSkeleton count={6} /></div>
        : <div className={css.body} aria-busy={isFetching || undefined}>{children}</div>}
    </>
  );
}

/** A refusal in the words of the server, which say the cure. */
export function Refused({ problem }: { problem: ApiProblem }) {
  const said = problem.code === 'invalid' ? (problem.problem.errors?.map((e) => e.message) ?? []) : [];
  return <p role="alert" className={css.refused}>{said.length ? said.join(' · ') : (problem.problem.detail ?? problem.problem.title)}</p>;
}

function Clock({ doing, onCancel }: { doing: string; onCancel: () => void }) {
  const w = useWords();
  const { t } = useLanguage();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  if (seconds < TOLD_AFTER_S) return null;
  return (
    <div className={css.clock}>
      <span className={css.bar} role="progressbar" aria-label={doing} />
      <p><span role="status">{doing}</span> <span aria-hidden>{w('working.since', { n: seconds })}</span></p>
      <Button variant="default" size="compact-md" onClick={onCancel}>{t('action.cancel')}</Button>
    </div>
  );
}
