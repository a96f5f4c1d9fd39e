import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage } from '~/i18n/context';
import { useTexts } from './texts';
import css from './kit.module.css';

const SHOWN_MS = 2_500;

/** Copies a text and says so; where the browser refuses, the text is selected to be copied by hand. */
export function CopyButton({ text, label, source }: { text: string; label?: string; source?: HTMLElement | null }) {
  const { t } = useLanguage();
  const a = useTexts();
  const [isDone, setDone] = useState(false);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
      setTimeout(() => setDone(false), SHOWN_MS);
    } catch {
      if (source) getSelection()?.selectAllChildren(source);
    }
  }

  return (
    <Button size="compact-md" variant="light" onClick={() => void copy()} leftSection={isDone ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}>
      <span aria-live="polite">{isDone ? t('customer.copied') : (label ?? a('copy'))}</span>
    </Button>
  );
}

/** A piece of code to take along, left to right whatever the page. */
export function Code({ text, label }: { text: string; label?: string }) {
  const place = useRef<HTMLPreElement>(null);
  return (
    <div className={css.codeBox}>
      <pre ref={place} dir="ltr" className={css.code}>{text}</pre>
      <CopyButton text={text} label={label} source={place.current} />
    </div>
  );
}

/** A secret that is told this once. */
export function SecretSheet({ title, secret, note, sample, onClose }: { title: string; secret: string; note: string; sample?: { name: string; text: string }; onClose: () => void }) {
  const a = useTexts();
  return (
    <Sheet title={title} onClose={onClose} size={sample ? 680 : 520}>
      <p className={css.consequence}>{note}</p>
      <Code text={secret} />
      {sample && <><h3 className={css.small}>{sample.name}</h3><Code text={sample.text} /></>}
      <div className={css.end}><Button onClick={onClose}>{a('secret.kept')}</Button></div>
    </Sheet>
  );
}
