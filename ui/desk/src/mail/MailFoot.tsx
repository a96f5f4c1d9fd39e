import { lazy, Suspense, useState } from 'react';
import { useLanguage } from '~/i18n/context';
import type { MailDraft } from '~/api/types';
import type { Composition } from './types';
import { useTexts } from './useTexts';
import css from './mail.module.css';

const RichText = lazy(() => import('~/richtext/RichText'));

interface Props {
  mail: MailDraft;
  composition: Composition;
  isRich: boolean;
  onChange: (mail: MailDraft) => void;
}

/** What goes below the words: the signature of the queue and the answered mail; either can stay off. */
export function MailFoot({ mail, composition: { signature, quote }, isRich, onChange }: Props) {
  const m = useTexts();
  return (
    <div className={css.foot}>
      {signature && (mail.signature ? (
        <section aria-label={m('signature')} className={css.signature}>
          <span className={css.rule} aria-hidden>--</span>
          {isRich && signature.html
            ? <Suspense fallback={<Plain text={signature.text} />}><RichText html={signature.html} /></Suspense>
            : <Plain text={signature.text} />}
          <button type="button" onClick={() => onChange({ ...mail, signature: false })}>{m('signatureOff')}</button>
        </section>
      ) : <Off text={m('noSignature')} way={m('signatureOn')} onBack={() => onChange({ ...mail, signature: true })} />)}
      {quote && (mail.quote
        ? <Quote text={quote.text} onOff={() => onChange({ ...mail, quote: false })} />
        : <Off text={m('noQuote')} way={m('quoteOn')} onBack={() => onChange({ ...mail, quote: true })} />)}
    </div>
  );
}

function Quote({ text, onOff }: { text: string; onOff: () => void }) {
  const m = useTexts();
  const [isShown, setShown] = useState(false);
  const words = m(isShown ? 'quoteHide' : 'quoteShow');
  return (
    <section aria-label={m('quote')} className={css.quote}>
      <button type="button" className={css.dots} aria-expanded={isShown} aria-label={words} title={words} onClick={() => setShown(!isShown)}>…</button>
      <button type="button" onClick={onOff}>{m('quoteOff')}</button>
      {isShown && <blockquote tabIndex={0} aria-label={m('quote')}><Plain text={text} /></blockquote>}
    </section>
  );
}

function Off({ text, way, onBack }: { text: string; way: string; onBack: () => void }) {
  return <p className={css.off}>{text} <button type="button" onClick={onBack}>{way}</button></p>;
}

function Plain({ text }: { text: string }) {
  const { locale } = useLanguage();
  return <div className={css.plain} dir={locale === 'fa' ? 'rtl' : 'ltr'}>{text}</div>;
}
