import { ActionIcon, Button } from '@mantine/core';
import { IconTrash, IconWorld } from '@tabler/icons-react';
import { useState } from 'react';
import { TextField } from '../kit/fields';
import { useTexts } from '../kit/texts';
import kit from '../kit/kit.module.css';
import css from './channels.module.css';

/** The sites on which the chat may open, each by its origin. */
export function Sites({ value, error, onChange, isOff }: { value: string[]; error?: string; onChange: (value: string[]) => void; isOff: boolean }) {
  const a = useTexts();
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);

  function add(): void {
    const origin = originOf(typed);
    setWrong(!origin);
    if (!origin) return;
    if (!value.includes(origin)) onChange([...value, origin]);
    setTyped('');
  }

  return (
    <>
      {value.length === 0 && <p className={kit.hint}>{a('chat.noSites')}</p>}
      <ul className={css.sites}>
        {value.map((site) => (
          <li key={site}>
            <IconWorld size={17} aria-hidden /><bdi dir="ltr">{site}</bdi>
            {!isOff && <ActionIcon variant="subtle" color="gray" size={30} aria-label={a('chat.dropSite', { site })} onClick={() => onChange(value.filter((s) => s !== site))}><IconTrash size={16} aria-hidden /></ActionIcon>}
          </li>
        ))}
      </ul>
      {!isOff && (
        <form className={css.inline} onSubmit={(e) => { e.preventDefault(); add(); }}>
          <TextField label={a('chat.addSite')} isLatin placeholder="https://shop.example" value={typed} error={error ?? (isWrong ? a('chat.siteWrong') : undefined)} onChange={(next) => { setTyped(next); setWrong(false); }} />
          <Button type="submit" variant="default">{a('action.add')}</Button>
        </form>
      )}
    </>
  );
}

/** `shop.example/fa` as `https://shop.example`; null for what is no address. */
function originOf(typed: string): string | null {
  const text = typed.trim();
  if (text === '*') return '*';
  try {
    const { origin, hostname } = new URL(/^https?:\/\//.test(text) ? text : `https://${text}`);
    return hostname.includes('.') || hostname === 'localhost' ? origin : null;
  } catch {
    return null;
  }
}
