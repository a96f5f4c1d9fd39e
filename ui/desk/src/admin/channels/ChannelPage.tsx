import { useParams } from 'wouter';
import { useMay } from '~/shell/me';
import { NotFound } from '~/shared/NotFound';
import { Loaded } from '../kit/Page';
import { useShelf } from '../kit/useShelf';
import type { Channel } from '../types';
import { ChannelForm, type ChannelFields } from './ChannelForm';
import { KINDS } from './Channels';

/** A road for customers, or a new one of a kind (`new-webchat`). */
export default function ChannelPage() {
  const { id = '' } = useParams<{ id: string }>();
  const may = useMay('configuration.manage');
  const { items, isPending, error, refetch } = useShelf<Channel>('channels');
  const kind = KINDS.find((k) => id === `new-${k}`);
  const channel = items.find((c) => c.id === id) ?? null;
  return (
    <Loaded isPending={isPending} error={error} onRetry={() => void refetch()}>
      {kind || channel
        ? <ChannelForm key={id} channel={channel} kind={channel?.kind ?? kind ?? 'webchat'} start={channel ? fieldsOf(channel) : BLANK} may={may} />
        : <NotFound />}
    </Loaded>
  );
}

const fieldsOf = ({ name, queue_id, brand_id, enabled, settings }: Channel): ChannelFields => ({ name, queue_id, brand_id, enabled, settings: settings ?? {} });

const BLANK: ChannelFields = { name: '', queue_id: '', brand_id: null, enabled: true, settings: {} };
