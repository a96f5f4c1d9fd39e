import { ChoiceField, NumberField, SecretField, TextField, ToggleField } from '../kit/fields';
import { Card } from '../kit/Page';
import { useTexts } from '../kit/texts';
import kit from '../kit/kit.module.css';
import type { Channel, ChannelSettings, Smtp } from '../types';
import { Acknowledgement } from './Acknowledgement';
import { DkimKey } from './DkimKey';
import { Mailbox } from './Mailbox';
import { OAuthFields } from './OAuthFields';
import { Trial } from './Trial';

const PLACES = ['above_received', 'first'] as const;

interface Props {
  channel: Channel | null;
  settings: ChannelSettings;
  error: (field: string) => string | undefined;
  tune: (changes: Partial<ChannelSettings>) => void;
  isOff: boolean;
  isChanged: boolean;
  /** Takes over what the server has put into the settings by itself. */
  onKept: (changes: Partial<ChannelSettings>) => void;
}

/** A mailbox: its addresses, where it is fetched, whose word about senders is taken, and the server that sends. */
export function Mail({ channel, settings, error, tune, isOff, isChanged, onKept }: Props) {
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
      <Mailbox channel={channel} settings={settings} error={error} tune={tune} isOff={isOff} isChanged={isChanged} />
      <Card title={a('mail.trust')} hint={a('mail.trustHint')}>
        <TextField label={a('mail.authserv')} hint={a('mail.authservHint')} isLatin isOff={isOff} placeholder="mx.shop.example" value={settings.authserv_id ?? ''} error={error('settings.authserv_id')} onChange={(authserv_id) => tune({ authserv_id })} />
        {!settings.authserv_id && (
          <ToggleField label={a('mail.receivedOurs')} hint={a('mail.receivedOursHint')} isOff={isOff} value={settings.is_received_ours ?? false} onChange={(is_received_ours) => tune({ is_received_ours })} />
        )}
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
          <SecretField label={a('mail.password')} isLatin isOff={isOff} value={smtp.password ?? ''} error={error('settings.smtp.password')} onChange={(password) => set({ password })} />
        </div>
        <ToggleField label={a('mail.tls')} hint={a('mail.tlsHint')} isOff={isOff} value={smtp.tls ?? true} onChange={(tls) => set({ tls })} />
        <OAuthFields of="smtp" value={smtp.oauth} error={error} isOff={isOff} onChange={(oauth) => set({ oauth })} />
        {channel && <Trial path={`/channels/${channel.id}/test`} of="mail" isChanged={isChanged} />}
      </Card>
      {channel && <DkimKey id={channel.id} isOff={isOff} isChanged={isChanged} onMade={(dkim) => onKept({ dkim })} />}
      <Acknowledgement text={settings.acknowledgement ?? ''} error={error('settings.acknowledgement')} isOff={isOff} isChanged={isChanged} onChange={(acknowledgement) => tune({ acknowledgement })} />
    </>
  );
}
