import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '~/api/client';
import { conversationQuery, dispositionsQuery } from '~/api/queries';
import type { Id, WorkItem } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { sayFailure } from '~/shared/toast';
import { useNow } from '~/shared/useNow';
import { Ring } from './Ring';
import css from './WorkDock.module.css';

const USUAL_S = 30;

/** The work right after a talk: an outcome, a word if needed, and how long it may take. Folded while work rings above it. */
export default function WrapUp({ item, isFolded }: { item: WorkItem; isFolded: boolean }) {
  const { t, locale } = useLanguage();
  const client = useQueryClient();
  const now = useNow(1_000);
  const { data: dispositions = [] } = useQuery(dispositionsQuery);
  const { data: conversation } = useQuery(conversationQuery(item.conversation_id));
  const [code, setCode] = useState<Id | null>(null);
  const [note, setNote] = useState('');
  const left = item.wrap_up_until ? Math.ceil((Date.parse(item.wrap_up_until) - now) / 1000) : null;

  const { mutate, isPending } = useMutation({
    mutationFn: () => api.post(`/work-items/${item.id}/completion`, { disposition_id: code, ...(note.trim() ? { note: note.trim() } : {}) }),
    onError: (error) => sayFailure(t, error),
    onSettled: () => client.invalidateQueries({ queryKey: ['work'] }),
  });

  return (
    <section className={css.card} data-kind="wrap" aria-label={t('wrap.title')}>
      <div className={css.top}>
        <div className={css.titles}>
          <h2>{t('wrap.title')}</h2>
          <p className="cut">{t('wrap.with', { name: conversation?.customer.name || t('customer.nameless') })}</p>
        </div>
        {left !== null && <Ring left={left} whole={USUAL_S} label={t('wrap.left', { n: Math.max(0, left) })} />}
      </div>
      {!isFolded && <>
        {left !== null && left <= 0 && <p className={css.late}>{t('wrap.over')}</p>}
        <div className={css.codes} role="group" aria-label={t('wrap.choose')}>
          {dispositions.filter((d) => !d.archived_at).map((d) => (
            <button key={d.id} type="button" className={css.code} aria-pressed={code === d.id} onClick={() => setCode(d.id)}><bdi>{d.name}</bdi></button>
          ))}
        </div>
        <TextInput aria-label={t('wrap.note')} placeholder={t('wrap.note')} value={note} onChange={(e) => setNote(e.currentTarget.value)}
          attributes={{ input: { dir: note ? 'auto' : locale === 'fa' ? 'rtl' : 'ltr' } }} />
        <Button fullWidth mt="sm" disabled={!code} loading={isPending} onClick={() => mutate()}>{t('wrap.finish')}</Button>
      </>}
    </section>
  );
}
