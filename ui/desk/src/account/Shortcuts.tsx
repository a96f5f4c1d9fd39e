import { Button } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { chordOf } from '~/commands/keys';
import { useLanguage } from '~/i18n/context';
import type { Key } from '~/messages/fa';
import { Kbd } from '~/shared/Kbd';
import { useMe } from '~/shell/me';
import { useSave } from './useSave';
import css from './Settings.module.css';

/* The commands whose key a person may choose, with the keys they have by default. */
const CHOICES: { id: string; label: Key; keys: string }[] = [
  { id: 'next', label: 'command.next', keys: 'KeyJ' },
  { id: 'previous', label: 'command.previous', keys: 'KeyK' },
  { id: 'reply', label: 'command.reply', keys: 'KeyR' },
  { id: 'note', label: 'command.note', keys: 'KeyN' },
  { id: 'resolveNext', label: 'action.resolveNext', keys: 'KeyE' },
  { id: 'snooze', label: 'action.snooze', keys: 'KeyZ' },
  { id: 'assign', label: 'action.assign', keys: 'KeyA' },
  { id: 'take', label: 'action.takeIt', keys: 'KeyM' },
  { id: 'transfer', label: 'action.transfer', keys: 'KeyT' },
  { id: 'labels', label: 'header.labels', keys: 'KeyL' },
  { id: 'due', label: 'due.title', keys: 'KeyD' },
  { id: 'nextStep', label: 'next.title', keys: 'KeyG' },
  { id: 'split', label: 'action.split', keys: 'KeyX' },
  { id: 'merge', label: 'action.merge', keys: 'KeyH' },
  { id: 'forward', label: 'command.forward', keys: 'KeyF' },
  { id: 'log', label: 'list.log', keys: 'KeyC' },
  { id: 'search', label: 'command.search', keys: 'Slash' },
];

export function Shortcuts() {
  const { t } = useLanguage();
  const { shortcuts = {} } = useMe().user.preferences;
  const { prefer } = useSave();
  const [recording, setRecording] = useState<string | null>(null);
  const [clash, setClash] = useState<Key | null>(null);
  const keyOf = (id: string) => shortcuts[id] ?? CHOICES.find((c) => c.id === id)?.keys ?? '';

  function record(id: string, event: KeyboardEvent): void {
    const chord = chordOf(event.nativeEvent);
    if (recording !== id || !chord || chord === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    setRecording(null);
    if (chord === 'Escape') return;
    const taken = CHOICES.find((c) => c.id !== id && keyOf(c.id) === chord);
    setClash(taken?.label ?? null);
    if (!taken) prefer({ shortcuts: { ...shortcuts, [id]: chord } });
  }

  return (
    <section className={css.part}>
      <h2>{t('settings.shortcuts')}</h2>
      <p className={css.hint}>{t('help.text')}</p>
      <ul className={css.keys}>
        {CHOICES.map(({ id, label }) => (
          <li key={id} className={css.key}>
            {t(label)}
            <button type="button" className={css.keyButton} data-recording={recording === id || undefined} aria-label={t('settings.shortcutChange', { name: t(label) })}
              onClick={() => setRecording(id)} onKeyDown={(e) => record(id, e)} onBlur={() => setRecording(null)}>
              {recording === id ? t('settings.shortcutPress') : <Kbd keys={keyOf(id)} />}
            </button>
          </li>
        ))}
      </ul>
      {clash && <p role="alert" className={css.hint}>{t('settings.shortcutTaken', { name: t(clash) })}</p>}
      <div className={css.end}><Button variant="default" onClick={() => prefer({ shortcuts: {} })}>{t('settings.shortcutReset')}</Button></div>
    </section>
  );
}
