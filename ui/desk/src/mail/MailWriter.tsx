import { useQuery } from '@tanstack/react-query';
import { IconTextSize } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode, type Ref, type RefObject } from 'react';
import type { Attachment, Conversation, Id, MailDraft } from '~/api/types';
import type { FieldHandle } from '~/composer/field';
import type { Trigger } from '~/composer/trigger';
import { useLanguage } from '~/i18n/context';
import type { Content } from '~/richtext/content';
import { dressed } from '~/richtext/plain';
import { sayDone } from '~/shared/toast';
import { LinesSkeleton } from '~/shared/skeletons';
import { MailFoot } from './MailFoot';
import { isSendable, MailHead } from './MailHead';
import { compositionQuery } from './queries';
import { ORDINARY } from './types';
import { useTexts } from './useTexts';
import css from './mail.module.css';

const RichField = lazy(() => import('~/richtext/RichField'));

export interface RichWriting {
  text: string;
  html: string | null;
  mail: MailDraft | null;
}

interface Props {
  ref: Ref<FieldHandle>;
  conversation: Conversation;
  channel: Id;
  writing: RichWriting;
  /** Grows when the words come from elsewhere than the field (sent, taken back, switched), and whether one goes on writing there. */
  edition: { number: number; isFocused: boolean };
  onChange: (changes: Partial<RichWriting>) => void;
  /** The same, and the field begins anew with it. */
  onTurn: (changes: Partial<RichWriting>, isFocused: boolean) => void;
  /** Whether the row of recipients is asked for. */
  isAddressing: boolean;
  onAddressing: (is: boolean) => void;
  /** Nothing is written yet, and what will be has its dress. */
  onBegin: (isFocused: boolean) => void;
  onReady: (canSend: boolean) => void;
  label: string;
  aria: Record<string, string>;
  placeholder: string;
  onTrigger: (trigger: Trigger | null) => void;
  onKey: (event: KeyboardEvent) => boolean;
  onPicture: (file: File) => Promise<Attachment | null>;
  onFiles: (files: File[]) => void;
  urlOf: (id: Id) => string;
  /** The field for plain words. */
  plain: ReactNode;
}

/** An answer by mail: to whom, the words with or without their dress, and what goes below them. */
export default function MailWriter({ ref, conversation, channel, writing, edition, isAddressing, onAddressing, onChange, onTurn, onBegin, onReady, label, aria, placeholder, onTrigger, onKey, onPicture, onFiles, urlOf, plain }: Props) {
  const m = useTexts();
  const { t } = useLanguage();
  const { data: composition } = useQuery(compositionQuery(conversation.id, channel, conversation.last_position));
  const [isEmptied, setEmptied] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const offer = useRef<Offer | null>(null);
  const mail = writing.mail ?? ORDINARY;
  const customer = composition?.to.map((one) => one.address) ?? [];
  const whole = { ...mail, to: mail.to.length || isEmptied ? mail.to : customer };
  const isReady = composition === undefined || isSendable(whole);
  useEffect(() => onReady(isReady), [onReady, isReady]);

  // Nothing is written yet: what one writes may have its dress. Where somebody writes already, nothing turns under the hand.
  const wantsDress = composition?.can_html === true && writing.html === null && writing.mail === null && writing.text === '' && !isPlainWanted();
  useEffect(() => {
    if (wantsDress) onBegin(place.current?.contains(document.activeElement) ?? false);
    // Whenever it becomes so, and only then.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wantsDress]);

  function direct(next: MailDraft): void {
    setEmptied(next.to.length === 0);
    const isCustomer = next.to.length === customer.length && next.to.every((one, i) => one === customer[i]);
    onChange({ mail: { ...next, to: isCustomer ? [] : next.to } });
  }

  function undress(): void {
    const { html } = writing;
    keepPlain(true);
    onTurn({ html: null }, true);
    if (!html) return;
    const run = () => { keepPlain(false); onTurn({ html }, true); };
    offer.current = { text: writing.text, withdraw: sayDone(m('plainDone'), { label: t('action.undo'), run }) };
  }

  // The old dress fits the old words only.
  const isOther = writing.html !== null || writing.text !== offer.current?.text;
  useEffect(() => {
    if (isOther) withdraw(offer);
  }, [isOther]);
  useEffect(() => () => withdraw(offer), []);

  function dress(): void {
    keepPlain(false);
    onTurn({ html: dressed(writing.text) }, true);
  }

  const foot = composition && <MailFoot mail={mail} composition={composition} isRich={writing.html !== null} onChange={(next) => onChange({ mail: next })} />;
  return (
    <div ref={place}>
      {composition && <MailHead isAsked={isAddressing} onAsked={onAddressing} mail={whole} composition={composition} onChange={direct} />}
      {writing.html === null ? (
        <>
          {plain}
          {foot}
          {composition?.can_html && <p className={css.dress}><button type="button" onClick={dress}><IconTextSize size={15} aria-hidden /> {m('rich')}</button></p>}
        </>
      ) : (
        <Suspense fallback={<div className={css.coming}><LinesSkeleton count={2} /></div>}>
          <RichField key={edition.number} ref={ref} label={label} aria={aria} placeholder={placeholder} initial={writing.html} isFocused={edition.isFocused}
            onContent={({ html, text }: Content) => onChange({ html, text })} onTrigger={onTrigger} onKey={onKey}
            onPicture={onPicture} onFiles={onFiles} urlOf={urlOf} below={foot}
            lastTool={{ label: m('plain'), run: undress }} />
        </Suspense>
      )}
    </div>
  );
}

interface Offer {
  text: string;
  withdraw: () => void;
}

function withdraw(offer: RefObject<Offer | null>): void {
  offer.current?.withdraw();
  offer.current = null;
}

/* Whoever likes plain mails gets them on this computer until they want otherwise. */
const PLAIN = 'hamseda.mail.plain';
const isPlainWanted = () => localStorage.getItem(PLAIN) === '1';
const keepPlain = (is: boolean) => (is ? localStorage.setItem(PLAIN, '1') : localStorage.removeItem(PLAIN));
