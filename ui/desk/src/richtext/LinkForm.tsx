import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useMessages } from '~/i18n/context';
import { en, fa } from './messages';
import { safeLink } from './schema';
import css from './richtext.module.css';

/* Escape leaves this form alone, and not a dialog around it, which listens before us. */
const OWN_ESCAPE = { 'data-mantine-stop-propagation': true };

/** The address of a link; only what may stand in a mail is taken. */
export function LinkForm({ href, onDone, onLeave }: { href: string; onDone: (href: string | null) => void; onLeave: () => void }) {
  const t = useMessages({ fa, en });
  const [typed, setTyped] = useState(href);
  const [isWrong, setWrong] = useState(false);

  function submit(): void {
    const safe = safeLink(typed);
    if (safe) onDone(safe);
    else setWrong(true);
  }

  return (
    <div className={css.link} role="group" aria-label={t('rich.link')} onKeyDown={(event) => {
      if (event.key === 'Enter') { event.preventDefault(); submit(); }
      if (event.key === 'Escape') { event.stopPropagation(); onLeave(); }
    }}>
      <TextInput data-autofocus label={t('rich.linkAddress')} value={typed} error={isWrong && t('rich.linkWrong')} onChange={(e) => { setTyped(e.currentTarget.value); setWrong(false); }}
        attributes={{ input: { ...OWN_ESCAPE, dir: 'ltr', inputMode: 'url', spellCheck: false } }} placeholder="https://" />
      <div className={css.linkEnd}>
        {href && <Button {...OWN_ESCAPE} size="compact-sm" variant="subtle" color="red" onClick={() => onDone(null)}>{t('rich.linkRemove')}</Button>}
        <Button {...OWN_ESCAPE} size="compact-sm" onClick={submit}>{t('rich.linkSet')}</Button>
      </div>
    </div>
  );
}
