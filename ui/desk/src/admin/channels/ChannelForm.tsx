import { Button } from '@mantine/core';
import { Link, useLocation } from 'wouter';
import { useLanguage } from '~/i18n/context';
import { channelKey } from '~/shared/channels';
import { sayDone } from '~/shared/toast';
import { useConfirm } from '../kit/Confirm';
import { ChoiceField, TextField, ToggleField } from '../kit/fields';
import { optionsOf } from '../kit/options';
import { Card, Head, SaveBar } from '../kit/Page';
import { useTexts } from '../kit/texts';
import { useForm } from '../kit/useForm';
import { useRows, useShelf } from '../kit/useShelf';
import kit from '../kit/kit.module.css';
import type { Brand, Channel, ChannelSettings, Queue } from '../types';
import { ChatLink } from './ChatLink';
import { Features } from './Features';
import { IdentitySecret } from './IdentitySecret';
import { LauncherPreview } from './LauncherPreview';
import { Mail } from './Mail';
import { Sites } from './Sites';
import { Code } from '../kit/Copy';

export type ChannelFields = Pick<Channel, 'name' | 'queue_id' | 'brand_id' | 'enabled' | 'settings'>;

interface Props {
  channel: Channel | null;
  kind: Channel['kind'];
  start: ChannelFields;
  may: boolean;
}

export function ChannelForm({ channel, kind, start, may }: Props) {
  const a = useTexts();
  const { t } = useLanguage();
  const [, go] = useLocation();
  const form = useForm(start);
  const { save, dismiss } = useShelf<Channel>('channels');
  const queues = useRows<Queue>('queues');
  const brands = useRows<Brand>('brands');
  const { ask, dialog } = useConfirm();
  const { value, set, error } = form;
  const tune = (changes: Partial<ChannelSettings>) => set({ settings: { ...value.settings, ...changes } });
  const isOff = !may;
  const brand = brands.find((b) => b.id === value.brand_id);

  function keep(): void {
    save.mutate({ id: channel?.id ?? null, body: tidied(channel ? form.changes() : { ...value, kind }) }, {
      onSuccess(kept) {
        sayDone(t('done.saved'));
        // Secrets come back hidden.
        form.reset({ ...value, settings: kept.settings ?? value.settings });
        if (!channel) go(`/admin/channels/${kept.id}`, { replace: true });
      },
      onError: form.refuse,
    });
  }

  return (
    <>
      <Head back={{ to: '/admin/channels', label: a('back', { name: a('section.channels') }) }} title={channel ? <bdi>{channel.name}</bdi> : a(`channels.new.${kind}`)} text={isOff ? a('readOnly') : t(channelKey(kind))} />
      <Card title={a('channel.what')} hint={a(`channel.hint.${kind}`)}>
        <div className={kit.two}>
          <TextField label={a('field.name')} required isOff={isOff} value={value.name} error={error('name')} onChange={(name) => set({ name })} />
          <ChoiceField label={a('channel.queue')} none={a('channel.chooseQueue')} required isOff={isOff} value={value.queue_id} error={error('queue_id')} options={optionsOf(queues)} onChange={(id) => set({ queue_id: id ?? '' })} />
          <ChoiceField label={a('field.brand')} none={a('none')} isOff={isOff} value={value.brand_id} error={error('brand_id')} options={optionsOf(brands)} onChange={(brand_id) => set({ brand_id })} />
        </div>
        <ToggleField label={a('channel.enabled')} hint={a(`channel.enabled.${kind}`)} isOff={isOff} value={value.enabled} onChange={(enabled) => set({ enabled })} />
      </Card>
      {kind === 'email' && <Mail channel={channel} settings={value.settings} error={error} isOff={isOff} isChanged={form.isChanged} tune={tune} onKept={(changes) => form.reset({ ...value, settings: { ...value.settings, ...changes } })} />}
      {kind === 'webchat' && (
        <>
          {channel?.snippet && (
            <Card title={a('chat.install')} hint={a('chat.installHint')}>
              <Code text={brand ? channel.snippet.replace('></script>', ` data-color="${brand.color}"></script>`) : channel.snippet} label={a('chat.copySnippet')} />
            </Card>
          )}
          <Card title={a('chat.look')} hint={a('chat.lookHint')}>
            <LauncherPreview color={brand?.color ?? '#0f766e'} name={brand?.name ?? value.name} />
            <p className={kit.links}><Link href="/admin/brands">{a('chat.changeLook')}</Link></p>
          </Card>
          <Card title={a('chat.sites')} hint={a('chat.sitesHint')}>
            <Sites value={value.settings.origins ?? []} error={error('settings.origins')} isOff={isOff} onChange={(origins) => tune({ origins })} />
          </Card>
          <Features value={value.settings.features ?? {}} error={error('settings.features')} isOff={isOff} onChange={(features) => tune({ features })} />
          {channel && <ChatLink id={channel.id} />}
          {channel && may && <IdentitySecret channel={channel} />}
        </>
      )}
      {channel && may && (
        <Card title={a('channel.remove')} hint={a('channel.removeHint')}>
          <div>
            <Button variant="light" color="red" onClick={() => ask({
              title: a('channel.removeTitle', { name: channel.name }), consequence: a(`channel.removeText.${kind}`), label: a('channel.remove'),
              run: () => { go('/admin/channels'); void dismiss(channel.id, () => sayDone(a('done.removed'))); },
            })}>{a('channel.remove')}</Button>
          </div>
        </Card>
      )}
      <SaveBar form={form} isNew={!channel} isSaving={save.isPending} onSave={keep} mayKeep={may} />
      {dialog}
    </>
  );
}

/** Without the empty lines that somebody left among the addresses, and the secrets of a server that is named no more. */
function tidied(body: Partial<ChannelFields> & { kind?: Channel['kind'] }): Record<string, unknown> {
  if (!body.settings) return body;
  const { aliases, smtp, mailbox } = body.settings;
  return {
    ...body,
    settings: {
      ...body.settings,
      ...(aliases && { aliases: aliases.map((one) => one.trim()).filter(Boolean) }),
      ...(smtp && { smtp: withoutOrphans(smtp) }),
      ...(mailbox && { mailbox: withoutOrphans(mailbox) }),
    },
  };
}

const withoutOrphans = <T extends { host?: string }>(server: T): T => (server.host ? server : { ...server, password: '', oauth: null });
