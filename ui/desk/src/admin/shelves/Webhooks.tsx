import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { useMay } from '~/shell/me';
import { sayFailure } from '~/shared/toast';
import { SecretSheet } from '../kit/Copy';
import { PickMany, TextField, ToggleField } from '../kit/fields';
import { ShelfPage } from '../kit/ShelfPage';
import { Tag } from '../kit/Table';
import { useTexts, type AdminKey } from '../kit/texts';
import type { Trial, Webhook } from '../types';
import css from './shelves.module.css';

const KINDS = [
  'message.appended', 'message.changed', 'conversation.opened', 'conversation.changed', 'work.changed', 'reservation.offered',
  'reservation.decided', 'presence.changed', 'customer.changed', 'customer.merged', 'callback.promised', 'calculation.moved',
];

type Fields = Pick<Webhook, 'name' | 'url' | 'kinds' | 'enabled'>;

export default function Webhooks() {
  const a = useTexts();
  const { format } = useLanguage();
  const may = useMay('configuration.manage');
  const [made, setMade] = useState<Webhook | null>(null);
  const state = (w: Webhook) => {
    if (!w.enabled) return <Tag>{a('webhooks.off')}</Tag>;
    if (w.last_error) return <Tag tone="bad">{a('webhooks.failing')}</Tag>;
    if (w.last_success_at) return <Tag tone="good">{a('webhooks.last', { at: format.moment(w.last_success_at) })}</Tag>;
    return <Tag tone="warn">{a('webhooks.unused')}</Tag>;
  };
  return (
    <>
      <ShelfPage<Webhook, Fields>
        name="webhooks" title={a('section.webhooks')} text={a('webhooks.text')} art="broken" size={620}
        empty={{ title: a('webhooks.empty'), text: a('webhooks.emptyText') }} add={a('webhooks.add')}
        columns={[
          { head: a('field.name'), cell: (w) => <bdi>{w.name}</bdi> },
          { head: a('webhooks.url'), cell: (w) => <bdi dir="ltr" className={css.detail}>{w.url}</bdi> },
          { head: a('webhooks.kinds'), isNarrow: true, cell: (w) => (w.kinds.length ? a('webhooks.someKinds', { n: w.kinds.length }) : a('all')) },
          { head: a('webhooks.state'), isNarrow: true, cell: state },
        ]}
        words={(w) => w.name} may={may} blank={{ name: '', url: 'https://', kinds: [], enabled: true }}
        read={({ name, url, kinds, enabled }) => ({ name, url, kinds, enabled })} onAdded={setMade}
        fields={(form, row) => (
          <>
            <TextField label={a('field.name')} required autoFocus value={form.value.name} error={form.error('name')} onChange={(name) => form.set({ name })} />
            <TextField label={a('webhooks.url')} hint={a('webhooks.urlHint')} required isLatin value={form.value.url} error={form.error('url')} onChange={(url) => form.set({ url })} />
            <PickMany label={a('webhooks.kinds')} hint={a('webhooks.kindsHint')} value={form.value.kinds} error={form.error('kinds')} none="" onChange={(kinds) => form.set({ kinds })}
              options={KINDS.map((kind) => ({ value: kind, label: a(`kind.${kind}` as AdminKey) }))} />
            <ToggleField label={a('webhooks.enabled')} value={form.value.enabled} onChange={(enabled) => form.set({ enabled })} />
            {row?.last_error && <p className={css.outcome} data-ok="false"><strong>{a('webhooks.lastError')}</strong><bdi dir="auto">{row.last_error}</bdi></p>}
            {row && <Trial id={row.id} />}
          </>
        )}
        removal={{ label: a('webhooks.remove'), title: (w) => a('webhooks.removeTitle', { name: w.name }), consequence: () => a('webhooks.removeText') }} />
      {made?.secret && <SecretSheet title={a('webhooks.secretTitle')} secret={made.secret} note={a('webhooks.secretNote')} onClose={() => setMade(null)} />}
    </>
  );
}

/** A trial event, sent now, and the receiver's answer as it was. */
function Trial({ id }: { id: string }) {
  const a = useTexts();
  const { t } = useLanguage();
  const { mutate, data, isPending } = useMutation({
    mutationFn: () => api.post<Trial>(`/webhooks/${id}/test`),
    onError: (error) => sayFailure(t, error),
  });
  return (
    <div role="status">
      <Button variant="default" loading={isPending} onClick={() => mutate()}>{a('webhooks.test')}</Button>
      {data && <p className={css.outcome} data-ok={data.ok} style={{ marginBlockStart: 10 }}><strong>{a(data.ok ? 'webhooks.testOk' : 'webhooks.testFailed')}</strong><bdi dir="auto">{data.said}</bdi></p>}
    </div>
  );
}
