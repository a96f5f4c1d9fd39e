import { IconEyeOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Message, SealedMark } from '~/api/types';
import { useDialog } from '~/dialogs/context';
import { useLanguage } from '~/i18n/context';
import { useMay } from '~/shell/me';
import { masked } from './Masked';
import css from './MessageView.module.css';

const LINK = /(https?:\/\/[^\s<>«»]+[^\s<>«».,;:!?؟،؛)\]])/g;

/** What was written, each paragraph in its own direction; masked values open by a reason. */
export function MessageText({ message }: { message: Message }) {
  if (!message.text) return null;
  return (
    <div className={css.text} data-dir={message.text_direction} dir={message.text_direction}>
      {withSealed(message.text, message.meta.sealed ?? [])}
    </div>
  );
}

function withSealed(text: string, sealed: SealedMark[]): ReactNode {
  const [mark, ...others] = sealed;
  if (!mark || !text.includes(mark.masked)) return withLinks(text);
  const at = text.indexOf(mark.masked);
  return (
    <>
      {withLinks(text.slice(0, at))}
      <Sealed mark={mark} />
      {withSealed(text.slice(at + mark.masked.length), others)}
    </>
  );
}

function withLinks(text: string): ReactNode {
  return text.split(LINK).map((part, i) =>
    i % 2 ? <a key={i} href={part} target="_blank" rel="noreferrer noopener" dir="ltr">{part}</a> : masked(part));
}

/** A masked value; who may opens it by a reason. */
export function Sealed({ mark }: { mark: SealedMark }) {
  const { t } = useLanguage();
  const { open } = useDialog();
  const mayReveal = useMay('sealed_values.reveal');
  if (!mayReveal) return <bdi dir="ltr" className={css.sealed} title={t('sealed.masked')}>{mark.masked}</bdi>;
  return (
    <button type="button" className={css.sealed} onClick={() => open({ kind: 'reveal', sealed: mark })}
      aria-label={`${mark.masked} · ${t('sealed.reveal')}`}>
      <bdi dir="ltr">{mark.masked}</bdi><IconEyeOff size={14} aria-hidden />
    </button>
  );
}
