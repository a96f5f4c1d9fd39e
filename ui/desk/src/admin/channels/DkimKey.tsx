import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ApiProblem } from '~/api/client';
import type { Id } from '~/api/types';
import { LinesSkeleton } from '~/shared/skeletons';
import { Broken } from '~/shared/Broken';
import { useConfirm } from '../kit/Confirm';
import { Code } from '../kit/Copy';
import { HIDDEN, TextField } from '../kit/fields';
import { Card, FormProblem } from '../kit/Page';
import { useTexts } from '../kit/texts';
import { useForm } from '../kit/useForm';
import kit from '../kit/kit.module.css';
import type { DkimSettings, DkimRecord } from '../types';
import { Trial } from './Trial';
import css from './channels.module.css';

const MARK = '._domainkey.';

interface Props {
  id: Id;
  isOff: boolean;
  isChanged: boolean;
  onMade: (key: DkimSettings) => void;
}

/** The key that signs what leaves, and the record by which the world can check that. */
export function DkimKey({ id, isOff, isChanged, onMade }: Props) {
  const a = useTexts();
  const key = ['configuration', 'channels', id, 'dkim'];
  const { data, isPending, error, refetch } = useQuery({ queryKey: key, queryFn: ({ signal }) => recordOf(id, signal) });
  return (
    <Card title={a('dkim.title')} hint={a('dkim.hint')}>
      {isPending ? <LinesSkeleton count={2} /> : error ? <Broken onRetry={() => void refetch()} /> : (
        <>
          {data ? <Published id={id} record={data} /> : <p>{a('dkim.none')}</p>}
          {!isOff && <Maker id={id} isNew={!data} isChanged={isChanged} onMade={onMade} />}
        </>
      )}
    </Card>
  );
}

function Published({ id, record }: { id: Id; record: DkimRecord }) {
  const a = useTexts();
  return (
    <>
      <p>{a('dkim.publish')}</p>
      <dl className={css.records}>
        <dt>{a('dkim.name')}</dt>
        <dd><Code text={record.name} label={a('dkim.copyName')} /></dd>
        <dt>{a('dkim.value')}</dt>
        <dd><Code text={record.value} label={a('dkim.copyValue')} /></dd>
      </dl>
      <Trial key={record.value} path={`/channels/${id}/dkim/test`} of="dkim" />
    </>
  );
}

function Maker({ id, isNew, isChanged, onMade }: { id: Id; isNew: boolean; isChanged: boolean; onMade: Props['onMade'] }) {
  const a = useTexts();
  const client = useQueryClient();
  const form = useForm({ selector: 'hamseda' });
  const { ask, dialog } = useConfirm();
  const { mutate, isPending } = useMutation({
    mutationFn: () => api.post<DkimRecord>(`/channels/${id}/dkim`, { selector: form.value.selector.trim() }),
    onSuccess(record) {
      client.setQueryData(['configuration', 'channels', id, 'dkim'], record);
      const [selector = '', domain = ''] = record.name.split(MARK);
      onMade({ domain, selector, private_key: HIDDEN });
      void client.invalidateQueries({ queryKey: ['configuration'] });
    },
    onError: form.refuse,
  });
  const begin = () => (isNew ? mutate() : ask({ title: a('dkim.renewTitle'), consequence: a('dkim.renewText'), label: a('dkim.renew'), run: () => mutate() }));
  return (
    <form className={css.trial} onSubmit={(e) => { e.preventDefault(); begin(); }}>
      <TextField label={a('dkim.selector')} hint={a('dkim.selectorHint')} isLatin value={form.value.selector} error={form.error('selector')} onChange={(selector) => form.set({ selector })} />
      <Button type="submit" variant={isNew ? 'filled' : 'default'} loading={isPending} disabled={isChanged}>{a(isNew ? 'dkim.make' : 'dkim.renew')}</Button>
      {isChanged && <p className={kit.hint}>{a('mail.testSaved')}</p>}
      <FormProblem text={form.problem} />
      {dialog}
    </form>
  );
}

async function recordOf(id: Id, signal: AbortSignal): Promise<DkimRecord | null> {
  try {
    return await api.get<DkimRecord>(`/channels/${id}/dkim`, signal);
  } catch (failure) {
    if (failure instanceof ApiProblem && failure.code === 'no_dkim_key') return null;
    throw failure;
  }
}
