import { Button } from '@mantine/core';
import { IconCircleCheck, IconMailX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { api } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { sayFailure } from '~/shared/toast';
import { ChoiceField, NumberField, TextField, ToggleField } from '../kit/fields';
import { Card } from '../kit/Page';
import { useTexts } from '../kit/texts';
import kit from '../kit/kit.module.css';
import type { Channel, ChannelSettings, Probe, Smtp } from '../types';
import css from './channels.module.css';

const PLACES = ['above_received', 'first'] as const;

interface Props {
  channel: Channel | null;
  settings: ChannelSettings;
  error: (field: string) => string | undefined;
  tune: (changes: Partial<ChannelSettings>) => void;
  isOff: boolean;
  isChanged: boolean;
}

/** A mailbox: its addresses, whose word about senders is taken, and the server that sends. */
export function Mail({ channel, settings, error, tune, isOff, isChanged }: Props) {
  const a = useTexts();
  const smtp = settings.smtp ?? {};
  const set = (changes: Partial<Smtp>) => tune({ smtp: { ...smtp, ...changes } });
  return (
    <>
      <Card title={a('mail.address')} hint={a('mail.addressHint')}>
        <div className={kit.two}>
          <TextField label={a('mail.address')} required isLatin isOff={isOff} placeholder="support@shop.example" value={settings.address ?? ''} error={error('settings.address')} onChange={(address) => tune({ address })} />
          <TextField label={a('mail.name')} hint={a('mail.nameHint')} isOff={isOff} value={settings.name ?? ''} error={error('settings.name')} onChange={(name) => tune({ name })} />
        </div>
        <TextField label={a('mail.aliases')} hint={a('mail.aliasesHint')} isLatin lines={2} isOff={isOff} value={(settings.aliases ?? []).join('\n')} error={error('settings.aliases')} onChange={(text) => tune({ aliases: text.split(/[\n,،]+/).map((one) => one.trimStart()).filter((one, i, all) => one || i === all.length - 1) })} />
      </Card>
      <Card title={a('mail.trust')} hint={a('mail.trustHint')}>
        <TextField label={a('mail.authserv')} hint={a('mail.authservHint')} isLatin isOff={isOff} placeholder="mx.shop.example" value={settings.authserv_id ?? ''} error={error('settings.authserv_id')} onChange={(authserv_id) => tune({ authserv_id })} />
        {settings.authserv_id && (
          <div className={kit.two}>
            <ChoiceField label={a('mail.place')} hint={a('mail.placeHint')} isOff={isOff} value={settings.authserv_place ?? 'above_received'} error={error('settings.authserv_place')}
              options={PLACES.map((place) => ({ value: place, label: a(`mail.place.${place}`) }))} onChange={(place) => tune({ authserv_place: place === 'first' ? 'first' : 'above_received' })} />
            <NumberField label={a('mail.headers')} hint={a('mail.headersHint')} min={1} max={3} isOff={isOff} value={settings.authserv_headers ?? 1} error={error('settings.authserv_headers')} onChange={(authserv_headers) => tune({ authserv_headers })} />
          </div>
        )}
      </Card>
      <Card title={a('mail.smtp')} hint={a('mail.smtpHint')}>
        <div className={kit.two}>
          <TextField label={a('mail.host')} isLatin isOff={isOff} placeholder="smtp.shop.example" value={smtp.host ?? ''} error={error('settings.smtp.host')} onChange={(host) => set({ host })} />
          <NumberField label={a('mail.port')} min={1} max={65535} isOff={isOff} value={smtp.port ?? 587} error={error('settings.smtp.port')} onChange={(port) => set({ port })} />
          <TextField label={a('mail.user')} isLatin isOff={isOff} value={smtp.user ?? ''} error={error('settings.smtp.user')} onChange={(user) => set({ user })} />
          <TextField label={a('mail.password')} type="password" isLatin isOff={isOff} value={smtp.password ?? ''} error={error('settings.smtp.password')} onChange={(password) => set({ password })} />
        </div>
        <ToggleField label={a('mail.tls')} hint={a('mail.tlsHint')} isOff={isOff} value={smtp.tls ?? true} onChange={(tls) => set({ tls })} />
        {channel && <Trial id={channel.id} isChanged={isChanged} />}
      </Card>
    </>
  );
}

/** Asks the server now; says in plain words how it went, and beneath it the server's own words. */
function Trial({ id, isChanged }: { id: string; isChanged: boolean }) {
  const a = useTexts();
  const { t } = useLanguage();
  const { mutate, data, isPending } = useMutation({
    mutationFn: () => api.post<Probe>(`/channels/${id}/test`),
    onError: (failure) => sayFailure(t, failure),
  });
  return (
    <div className={css.trial}>
      <Button variant="default" loading={isPending} disabled={isChanged} onClick={() => mutate()}>{a('mail.test')}</Button>
      {isChanged && <p className={kit.hint}>{a('mail.testSaved')}</p>}
      <div role="status">
        {isPending && <p className={kit.hint}>{a('mail.testing')}</p>}
        {data && (
          <div className={css.outcome} data-ok={data.ok}>
            {data.ok ? <IconCircleCheck size={24} aria-hidden /> : <IconMailX size={24} aria-hidden />}
            <div>
              <strong>{a(data.ok ? 'mail.testOk' : 'mail.testFailed')}</strong>
              {data.advice && <p>{data.advice}</p>}
              {data.said && <p className={css.said}>{a('mail.said')} <bdi dir="auto">{data.said}</bdi></p>}
            </div>
          </div>
        )}
      </div>
    </div>
  );
}
