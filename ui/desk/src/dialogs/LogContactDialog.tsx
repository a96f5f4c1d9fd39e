import { Button, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { api } from '~/api/client';
import { queuesQuery } from '~/api/queries';
import type { ConversationSummary } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { latinDigits } from '~/i18n/format';
import { channelKey, LOGGED_KINDS } from '~/shared/channels';
import { Choose } from '~/shared/Choose';
import { sayDone, sayFailure } from '~/shared/toast';
import { Sheet } from './Sheet';
import css from './dialogs.module.css';

/** A contact that came by a road not yet connected, kept under its true channel. */
export default function LogContactDialog({ onClose }: { onClose: () => void }) {
  const { t, locale } = useLanguage();
  const [, go] = useLocation();
  const client = useQueryClient();
  const { data: queues = [] } = useQuery(queuesQuery);
  const [form, setForm] = useState({ channel_kind: 'phone', queue_id: '', name: '', address: '', subject: '', text: '', direction: 'inbound' });
  const set = (changes: Partial<typeof form>) => setForm((all) => ({ ...all, ...changes }));
  const dir = (text: string) => ({ input: { dir: text ? 'auto' : locale === 'fa' ? 'rtl' : 'ltr' } });

  const { mutate, isPending } = useMutation({
    mutationFn: () => api.post<ConversationSummary>('/conversations', {
      customer: { name: form.name.trim() || null, identities: form.address.trim() ? [identityOf(form.address)] : [] },
      channel_kind: form.channel_kind, queue_id: form.queue_id || queues[0]?.id, text: form.text.trim(),
      subject: form.subject.trim() || null, direction: form.direction, at: new Date().toISOString(),
    }),
    onSuccess: (opened) => {
      onClose();
      sayDone(t('done.logged'));
      void client.invalidateQueries({ queryKey: ['conversations'] });
      if (opened?.id) go(`/inbox/queues/${opened.id}`);
    },
    onError: (error) => sayFailure(t, error),
  });

  return (
    <Sheet title={t('log.title')} onClose={onClose} size={560}>
      <form className={css.form} onSubmit={(e) => { e.preventDefault(); mutate(); }}>
        <p className={css.hint}>{t('log.text')}</p>
        <Textarea data-autofocus required autosize minRows={4} maxRows={10} label={t('log.body')} value={form.text} onChange={(e) => set({ text: e.currentTarget.value })} attributes={dir(form.text)} />
        <div className={css.two}>
          <Choose label={t('log.channel')} value={form.channel_kind} onChange={(channel_kind) => set({ channel_kind })}
            options={LOGGED_KINDS.map((kind) => ({ value: kind, label: t(channelKey(kind)) }))} />
          <Choose label={t('log.queue')} value={form.queue_id || (queues[0]?.id ?? '')} onChange={(queue_id) => set({ queue_id })}
            options={queues.map((q) => ({ value: q.id, label: q.name }))} />
          <TextInput label={t('log.customer')} value={form.name} onChange={(e) => set({ name: e.currentTarget.value })} attributes={dir(form.name)} />
          <TextInput label={t('log.address')} value={form.address} onChange={(e) => set({ address: e.currentTarget.value })} attributes={{ input: { dir: 'ltr' } }} />
        </div>
        <TextInput label={t('log.subject')} value={form.subject} onChange={(e) => set({ subject: e.currentTarget.value })} attributes={dir(form.subject)} />
        <div className={css.asked}>
          <span id="direction">{t('log.direction')}</span>
          <SegmentedControl aria-labelledby="direction" value={form.direction} onChange={(direction) => set({ direction })}
            data={[{ value: 'inbound', label: t('log.inbound') }, { value: 'outbound', label: t('log.outbound') }]} />
        </div>
        <div className={css.end}><Button type="submit" loading={isPending} disabled={!form.text.trim()}>{t('log.save')}</Button></div>
      </form>
    </Sheet>
  );
}

/** What was written tells what it is; the server checks and normalises. */
function identityOf(written: string): { kind: string; value: string } {
  const value = latinDigits(written.trim());
  if (value.includes('@') && !value.startsWith('@')) return { kind: 'email', value };
  return { kind: /^[+\d][\d\s()-]{2,}$/.test(value) ? 'phone' : 'handle', value };
}
