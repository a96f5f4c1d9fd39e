import { Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useLocation } from 'wouter';
import { useLanguage } from '~/i18n/context';
import { useMay } from '~/shell/me';
import { ChannelIcon, channelKey } from '~/shared/channels';
import { Empty } from '~/shared/Empty';
import { nameOf } from '../kit/options';
import { Head, Loaded } from '../kit/Page';
import { Tag } from '../kit/Table';
import { useTexts } from '../kit/texts';
import { useRows, useShelf } from '../kit/useShelf';
import type { Brand, Channel, Queue } from '../types';
import css from './channels.module.css';

export const KINDS: Channel['kind'][] = ['webchat', 'email', 'log'];

export default function Channels() {
  const a = useTexts();
  const { t } = useLanguage();
  const [, go] = useLocation();
  const may = useMay('configuration.manage');
  const { items, isPending, error, refetch } = useShelf<Channel>('channels');
  const queues = useRows<Queue>('queues');
  const brands = useRows<Brand>('brands');
  const add = may && (
    <Menu position="bottom-end" shadow="lg" width={260}>
      <Menu.Target><Button leftSection={<IconPlus size={18} aria-hidden />}>{a('channels.add')}</Button></Menu.Target>
      <Menu.Dropdown>
        {KINDS.map((kind) => <Menu.Item key={kind} leftSection={<ChannelIcon kind={kind} size={18} />} onClick={() => go(`/admin/channels/new-${kind}`)}>{t(channelKey(kind))}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <>
      <Head title={a('section.channels')} text={a('channels.text')} action={items.length > 0 && add} />
      <Loaded isPending={isPending} error={error} onRetry={() => void refetch()}>
        {items.length === 0 ? <Empty art="broken" title={a('channels.empty')} action={add}>{a('channels.emptyText')}</Empty> : (
          <ul className={css.grid}>
            {items.map((channel) => (
              <li key={channel.id} className={css.tile}>
                <span className={css.picture}><ChannelIcon kind={channel.kind} size={24} /></span>
                <div>
                  <Link href={`/admin/channels/${channel.id}`} className={css.name}><bdi>{channel.name}</bdi></Link>
                  <p>{t(channelKey(channel.kind))}{channel.address && <> · <bdi dir="ltr">{channel.address}</bdi></>}</p>
                  <p>{a('channels.into', { queue: nameOf(queues, channel.queue_id) })}{channel.brand_id && <> · <bdi>{nameOf(brands, channel.brand_id)}</bdi></>}</p>
                </div>
                <Tag tone={channel.enabled ? 'good' : 'plain'}>{a(channel.enabled ? 'channels.on' : 'channels.off')}</Tag>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </>
  );
}
