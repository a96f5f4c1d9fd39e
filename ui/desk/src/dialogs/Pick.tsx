import { TextInput } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { isLike } from '~/composer/trigger';
import { chordOf } from '~/commands/keys';
import { useLanguage } from '~/i18n/context';
import css from './dialogs.module.css';

interface Choice {
  id: string;
  name: string;
  detail?: string;
}

/** Type to narrow, arrows to move, Enter to take. */
export function Pick({ label, none, choices, onPick }: { label: string; none: string; choices: Choice[]; onPick: (id: string) => void }) {
  const { locale } = useLanguage();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const shown = choices.filter((c) => isLike(c.name, query));

  function press(event: KeyboardEvent): void {
    const chord = chordOf(event.nativeEvent);
    const step = chord === 'ArrowDown' ? 1 : chord === 'ArrowUp' ? -1 : 0;
    if (step) setActive((i) => (i + step + shown.length) % Math.max(1, shown.length));
    const taken = shown[active];
    if (chord === 'Enter' && taken) onPick(taken.id);
    if (step || chord === 'Enter') event.preventDefault();
  }

  return (
    <>
      <TextInput data-autofocus aria-label={label} placeholder={label} value={query} attributes={{ input: { dir: query ? 'auto' : locale === 'fa' ? 'rtl' : 'ltr' } }}
        role="combobox" aria-expanded aria-controls="pick" aria-activedescendant={shown[active] ? `pick-${shown[active].id}` : undefined}
        onChange={(e) => { setQuery(e.currentTarget.value); setActive(0); }} onKeyDown={press} />
      <div id="pick" role="listbox" aria-label={label} className={`${css.choices} ${css.list}`}>
        {shown.map((c, i) => (
          <div key={c.id} id={`pick-${c.id}`} role="option" aria-selected={i === active} className={css.choice} onClick={() => onPick(c.id)}>
            <bdi>{c.name}</bdi>{c.detail && <small>{c.detail}</small>}
          </div>
        ))}
      </div>
      {shown.length === 0 && <p className={css.hint}>{none}</p>}
    </>
  );
}
