import { useState } from 'react';
import type { Message } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { MessageText } from './MessageText';
import css from './MailBody.module.css';

/** What is new in a mail; what it quotes is one press away. */
export function MailText({ message }: { message: Message }) {
  const { t } = useLanguage();
  const [isWhole, setWhole] = useState(false);
  const fresh = message.meta.reply?.text;
  if (fresh === undefined) return <MessageText message={message} />;
  const words = t(isWhole ? 'mail.hideQuote' : 'mail.showQuote');
  return (
    <>
      <MessageText message={isWhole ? message : { ...message, text: fresh }} />
      <button type="button" className={css.more} aria-expanded={isWhole} aria-label={words} title={words}
        onClick={() => setWhole(!isWhole)}>…</button>
    </>
  );
}
