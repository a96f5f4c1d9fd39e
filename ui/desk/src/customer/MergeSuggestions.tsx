import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '~/api/client';
import type { Customer, Evidence, Id, Merged, MergeSuggestion } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import type { Key } from '~/messages/fa';
import { sayDone, sayFailure } from '~/shared/toast';
import { useMay } from '~/shell/me';
import css from './CustomerPanel.module.css';

const KNOWN = new Set(['same_phone', 'same_email', 'same_device', 'same_handle', 'same_external', 'similar_name', 'merge_reversed']);

/** Perhaps two records are one person: the evidence is shown, a person decides, and it can be taken back. */
export function MergeSuggestions({ customer }: { customer: Customer }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const mayMerge = useMay('customers.merge');
  const renew = () => void client.invalidateQueries({ queryKey: ['conversation'] });
  const onError = (error: unknown) => sayFailure(t, error);
  const { mutate: reverse } = useMutation({
    mutationFn: (merge: Id) => api.post(`/merges/${merge}/reversal`),
    onSuccess: () => sayDone(t('done.unmerged')), onError, onSettled: renew,
  });
  const { mutate: accept } = useMutation({
    mutationFn: (id: Id) => api.post<Merged>(`/merge-suggestions/${id}/acceptance`),
    onSuccess: (merge) => sayDone(t('done.merged'), { label: t('action.undo'), run: () => reverse(merge.merge_id) }), onError, onSettled: renew,
  });
  const { mutate: refuse } = useMutation({
    mutationFn: (id: Id) => api.post(`/merge-suggestions/${id}/refusal`),
    onSuccess: () => sayDone(t('done.refused')), onError, onSettled: renew,
  });

  return customer.suggestions.filter((s) => s.state === 'open').map((suggestion) => (
    <section key={suggestion.id} className={css.merge}>
      <h3>{t('merge.title')}</h3>
      <p>{t('merge.with', { name: otherName(suggestion, customer.id) ?? t('customer.nameless') })}</p>
      <ul className={css.evidence}>
        {suggestion.evidence.reasons.map((e, i) => <li key={i}>{t(evidenceKey(e))}{e.value && e.code !== 'same_device' && <>: <bdi dir="ltr">{e.value}</bdi></>}</li>)}
      </ul>
      {mayMerge && <div className={css.choice}>
        <Button size="compact-sm" onClick={() => accept(suggestion.id)}>{t('merge.accept')}</Button>
        <Button size="compact-sm" variant="default" onClick={() => refuse(suggestion.id)}>{t('merge.refuse')}</Button>
      </div>}
    </section>
  ));
}

const otherName = (s: MergeSuggestion, id: Id) => (s.customer_id === id ? s.other_name : s.customer_name);

const evidenceKey = (e: Evidence): Key => (KNOWN.has(e.code) ? `evidence.${e.code}` : 'evidence.other') as Key;
