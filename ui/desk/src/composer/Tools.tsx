import { ActionIcon, Button, Menu, Popover, Tooltip } from '@mantine/core';
import { IconAt, IconCalendarTime, IconChevronUp, IconMoodSmile, IconPaperclip, IconSend2, IconSlash } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import type { Instant } from '~/api/types';
import { useDialog } from '~/dialogs/context';
import { useLanguage } from '~/i18n/context';
import { Kbd } from '~/shared/Kbd';
import { inHours, nextAt } from '~/shared/moments';
import type { Mode } from './Writer';
import css from './Composer.module.css';

const EmojiPicker = lazy(() => import('./EmojiPicker'));

interface Props {
  mode: Mode;
  canSend: boolean;
  hasChannel: boolean;
  onFiles: (files: Iterable<File>) => void;
  onText: (text: string) => void;
  onSend: (at?: Instant) => void;
}

export function Tools({ mode, canSend, hasChannel, onFiles, onText, onSend }: Props) {
  const { t } = useLanguage();
  const files = useRef<HTMLInputElement>(null);
  const isNote = mode === 'note';
  const [before, after] = t(isNote ? 'composer.noteHint' : 'composer.hint', { key: '\u0000' }).split('\u0000');
  return (
    <div className={css.tools}>
      <input ref={files} type="file" multiple hidden onChange={(e) => { onFiles(e.target.files ?? []); e.target.value = ''; }} />
      <Tool label={t('composer.attach')} onClick={() => files.current?.click()}><IconPaperclip size={19} stroke={1.7} aria-hidden /></Tool>
      <Emoji onPick={onText} />
      {isNote
        ? <Tool label={t('composer.mention')} onClick={() => onText('@')}><IconAt size={19} stroke={1.7} aria-hidden /></Tool>
        : <Tool label={t('composer.canned')} onClick={() => onText('/')}><IconSlash size={19} stroke={1.7} aria-hidden /></Tool>}
      <span className={css.hint}>{before}<Kbd keys="Mod+Enter" />{after}</span>
      {isNote ? (
        <Button size="sm" className={css.addNote} disabled={!canSend} onClick={() => onSend()}>{t('composer.addNote')}</Button>
      ) : (
        <span className={css.send}>
          <Button size="sm" className={css.sendMain} disabled={!canSend} onClick={() => onSend()}
            rightSection={<IconSend2 size={17} aria-hidden className="mirrored" />}>{t('composer.send')}</Button>
          <Later isDisabled={!canSend || !hasChannel} onSend={onSend} />
        </span>
      )}
    </div>
  );
}

function Tool({ label, onClick, children }: { label: string; onClick: () => void; children: React.ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" c="var(--ink-soft)" size={34} aria-label={label} onMouseDown={(e) => e.preventDefault()} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function Emoji({ onPick }: { onPick: (emoji: string) => void }) {
  const { t } = useLanguage();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top-start" shadow="lg" trapFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" c="var(--ink-soft)" size={34} aria-label={t('composer.emoji')} onClick={() => setOpen(!isOpen)}>
          <IconMoodSmile size={19} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={6}>
        {isOpen && <Suspense fallback={null}><EmojiPicker onPick={(emoji) => { setOpen(false); onPick(emoji); }} /></Suspense>}
      </Popover.Dropdown>
    </Popover>
  );
}

function Later({ isDisabled, onSend }: { isDisabled: boolean; onSend: (at: Instant) => void }) {
  const { t } = useLanguage();
  return (
    <Menu position="top-end" shadow="lg" width={270} disabled={isDisabled}>
      <Menu.Target>
        <Button size="sm" px={7} className={css.sendMore} disabled={isDisabled} aria-label={t('composer.sendMenu')}><IconChevronUp size={16} aria-hidden /></Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Moments onSend={onSend} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Worked out when the menu opens, so that they are true then and cost nothing before. */
function Moments({ onSend }: { onSend: (at: Instant) => void }) {
  const { t, format, timeZone } = useLanguage();
  const { open } = useDialog();
  const moments = [
    { key: 'composer.laterHour', at: inHours(1) },
    { key: 'composer.laterTomorrow', at: nextAt(9, timeZone) },
    { key: 'composer.laterSaturday', at: nextAt(9, timeZone, 6) },
  ] as const;
  return (
    <>
      <Menu.Label>{t('composer.sendLater')}</Menu.Label>
      {moments.map(({ key, at }) => (
        <Menu.Item key={key} onClick={() => onSend(at)} rightSection={<small className="numeric">{format.moment(at)}</small>}>{t(key)}</Menu.Item>
      ))}
      <Menu.Item leftSection={<IconCalendarTime size={16} aria-hidden />}
        onClick={() => open({ kind: 'when', title: t('composer.sendLater'), onChosen: onSend })}>{t('composer.laterPick')}</Menu.Item>
    </>
  );
}
