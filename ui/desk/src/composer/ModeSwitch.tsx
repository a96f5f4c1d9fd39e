import { Menu } from '@mantine/core';
import { IconChevronDown, IconCornerUpLeft, IconLock } from '@tabler/icons-react';
import type { Id, ReplyChannel } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { ChannelIcon, channelKey } from '~/shared/channels';
import type { Saving } from './useDraft';
import type { Mode } from './Writer';
import css from './Composer.module.css';

interface Props {
  mode: Mode;
  onChange: (mode: Mode) => void;
  channels: ReplyChannel[];
  channel: ReplyChannel | null;
  onChannel: (id: Id) => void;
  saving: Saving;
}

const SAID = { idle: null, saving: 'composer.draftSaving', saved: 'composer.draftSaved', unsaved: 'composer.draftUnsaved' } as const;

/** Reply or note, the road of the reply, and whether the draft is safe. */
export function ModeSwitch({ mode, onChange, channels, channel, onChannel, saving }: Props) {
  const { t } = useLanguage();
  const said = SAID[saving];
  return (
    <div className={css.modes}>
      <div role="group" aria-label={t('composer.label')} className={css.switch}>
        <button type="button" aria-pressed={mode === 'message'} className={css.mode} onClick={() => onChange('message')}>
          <IconCornerUpLeft size={16} aria-hidden className={css.replyArrow} /> {t('composer.reply')}
        </button>
        <button type="button" aria-pressed={mode === 'note'} className={css.mode} data-note onClick={() => onChange('note')}>
          <IconLock size={15} aria-hidden /> {t('composer.note')}
        </button>
      </div>
      {mode === 'note' && <span className={css.private}>{t('timeline.noteHint')}</span>}
      {mode === 'message' && (channel ? <Road channels={channels} channel={channel} onChannel={onChannel} />
        : <span className={css.private}>{t('composer.noChannel')}</span>)}
      <span className={css.saving} data-state={saving}>{said && t(said)}</span>
    </div>
  );
}

function Road({ channels, channel, onChannel }: { channels: ReplyChannel[]; channel: ReplyChannel; onChannel: (id: Id) => void }) {
  const { t } = useLanguage();
  return (
    <Menu position="top-start" shadow="lg" width={300}>
      <Menu.Target>
        <button type="button" className={css.road} aria-label={`${t('composer.chooseChannel')}: ${t(channelKey(channel.kind))}`}>
          <ChannelIcon kind={channel.kind} size={16} />
          {t('composer.via', { channel: t(channelKey(channel.kind)) })}
          {channel.address && <bdi dir="ltr" className={`${css.address} cut`}>{channel.address}</bdi>}
          <IconChevronDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('composer.chooseChannel')}</Menu.Label>
        {channels.map((c) => (
          <Menu.Item key={c.channel_id} disabled={!c.available} leftSection={<ChannelIcon kind={c.kind} size={18} />} onClick={() => onChannel(c.channel_id)}>
            <span className={css.roadItem}>
              <bdi>{c.name}</bdi>
              {c.available ? c.address && <bdi dir="ltr">{c.address}</bdi> : <span>{t(c.reason === 'no_address' ? 'composer.roadNoAddress' : 'composer.roadOff')}</span>}
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
