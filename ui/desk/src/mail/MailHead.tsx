import { IconAlertTriangle, IconChevronDown, IconEyeOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useLanguage } from '~/i18n/context';
import { Addresses } from './Addresses';
import { faultOf, isToAll, replyToAll, strangers } from './addresses';
import type { MailDraft, MailPerson } from '~/api/types';
import type { Composition } from './types';
import { directionOf } from './subject';
import { useTexts } from './useTexts';
import css from './mail.module.css';

const MOST_RECIPIENTS = 50;

interface Props {
  /** Whether it shall open by itself, once. */
  isAsked: boolean;
  onAsked: (is: false) => void;
  /** With whom `to` stands in full. */
  mail: MailDraft;
  composition: Composition;
  onChange: (mail: MailDraft) => void;
}

/** Who gets the mail and what it is called: one line, until one opens it. */
export function MailHead({ isAsked, onAsked, mail, composition, onChange }: Props) {
  const m = useTexts();
  const fault = faultOf(mail, MOST_RECIPIENTS);
  const [isOpen, setOpen] = useState(false);
  const [shown, setShown] = useState({ cc: false, bcc: false });
  const people = [...composition.to, ...composition.cc];
  useEffect(() => {
    if (!isAsked) return;
    setOpen(true);
    onAsked(false);
  }, [isAsked, onAsked]);
  const hasCc = shown.cc || mail.cc.length > 0;
  const hasBcc = shown.bcc || mail.bcc.length > 0;

  return (
    <div className={css.head}>
      <div className={css.line}>
        <button type="button" className={css.summary} aria-expanded={isOpen} aria-label={isOpen ? m('close') : undefined} onClick={() => setOpen(!isOpen)}>
          {isOpen ? <strong>{m('open')}</strong> : <Summary mail={mail} composition={composition} />}
          <IconChevronDown size={15} aria-hidden className={css.turned} />
        </button>
        {composition.cc.length > 0 && <Whom mail={mail} candidates={composition.cc} onChange={onChange} />}
      </div>
      {isOpen && (
        <div className={css.rows}>
          <div className={css.first}>
            <Addresses label={m('to')} values={mail.to} candidates={people} isFocused onChange={(to) => onChange({ ...mail, to })} />
            <span className={css.reveal}>
              {!hasCc && <button type="button" onClick={() => setShown({ ...shown, cc: true })}>{m('cc')}</button>}
              {!hasBcc && <button type="button" onClick={() => setShown({ ...shown, bcc: true })}>{m('bcc')}</button>}
            </span>
          </div>
          {hasCc && <Addresses label={m('cc')} values={mail.cc} candidates={people} isFocused={shown.cc} onChange={(cc) => onChange({ ...mail, cc })} />}
          {hasBcc && <Addresses label={m('bcc')} values={mail.bcc} candidates={people} isFocused={shown.bcc} onChange={(bcc) => onChange({ ...mail, bcc })} />}
          <Subject value={mail.subject ?? composition.subject} onChange={(subject) => onChange({ ...mail, subject: subject === composition.subject ? null : subject })} />
        </div>
      )}
      {mail.to.length === 0 && <p className={css.fault}>{m('nobody')}</p>}
      {fault && !isOpen && <p className={css.fault}>{fault.key === 'wrong' ? m('wrong', { address: fault.address }) : m('tooMany', { n: MOST_RECIPIENTS })}</p>}
      {fault?.key === 'tooMany' && isOpen && <p className={css.fault}>{m('tooMany', { n: MOST_RECIPIENTS })}</p>}
      <Warnings mail={mail} composition={composition} />
    </div>
  );
}

function Summary({ mail, composition }: { mail: MailDraft; composition: Composition }) {
  const m = useTexts();
  const parts = [['to', mail.to], ['cc', mail.cc], ['bcc', mail.bcc]] as const;
  return (
    <span className={`${css.parts} cut`}>
      {parts.filter(([key, list]) => key === 'to' || list.length > 0).map(([key, list]) => (
        <span key={key}><span className={css.quiet}>{m(key)}:</span> <bdi>{few(list, [...composition.to, ...composition.cc], m)}</bdi></span>
      ))}
      <span><span className={css.quiet}>{m('subject')}:</span> <bdi dir={directionOf(mail.subject ?? composition.subject)}>{mail.subject ?? composition.subject}</bdi></span>
    </span>
  );
}

function few(list: string[], people: MailPerson[], m: ReturnType<typeof useTexts>): string {
  const [first, ...others] = list.map((address) => people.find((one) => one.address === address)?.name || address);
  if (first === undefined) return '—';
  return others.length ? m('more', { name: first, n: others.length }) : first;
}

function Whom({ mail, candidates, onChange }: { mail: MailDraft; candidates: MailPerson[]; onChange: (mail: MailDraft) => void }) {
  const m = useTexts();
  const isAll = isToAll(mail, candidates);
  const addresses = candidates.map((one) => one.address.toLowerCase());
  return (
    <span role="group" aria-label={m('whom')} className={css.whom}>
      <button type="button" aria-pressed={!isAll} onClick={() => onChange({ ...mail, cc: mail.cc.filter((one) => !addresses.includes(one.toLowerCase())) })}>{m('reply')}</button>
      <button type="button" aria-pressed={isAll} onClick={() => onChange(replyToAll(mail, candidates))}>{m('replyAll')}</button>
    </span>
  );
}

export function Subject({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const m = useTexts();
  const { locale } = useLanguage();
  return (
    <label className={css.subject}>
      <span className={css.term}>{m('subject')}</span>
      <input type="text" value={value} maxLength={500} dir={value ? directionOf(value) : locale === 'fa' ? 'rtl' : 'ltr'} onChange={(e) => onChange(e.target.value)} />
    </label>
  );
}

/** Who comes to see the conversation, and who sees it without the others knowing. */
function Warnings({ mail, composition }: { mail: MailDraft; composition: Composition }) {
  const m = useTexts();
  // Each address apart, so that it cannot turn the sentence around.
  const names = (list: string[]) => list.map((address) => `\u2068${address}\u2069`).join(m('and'));
  const fresh = strangers(mail, composition);
  return (
    <>
      {fresh.length > 0 && <p className={css.warning}><IconAlertTriangle size={15} aria-hidden /><span>{m(fresh.length > 1 ? 'newcomers' : 'newcomer', { names: names(fresh) })}</span></p>}
      {mail.bcc.length > 0 && <p className={css.warning}><IconEyeOff size={15} aria-hidden /><span>{m(mail.bcc.length > 1 ? 'hiddenMany' : 'hidden', { names: names(mail.bcc) })}</span></p>}
    </>
  );
}

export const isSendable = (mail: MailDraft): boolean => mail.to.length > 0 && faultOf(mail, MOST_RECIPIENTS) === null;
