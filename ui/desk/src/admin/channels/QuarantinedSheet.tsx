import { Button } from '@mantine/core';
import { IconShieldExclamation } from '@tabler/icons-react';
import type { MailAuthenticity } from '~/api/types';
import SenderWords from '~/mail/SenderWords';
import { Sheet } from '~/dialogs/Sheet';
import { useTexts, type AdminKey } from '../kit/texts';
import type { QuarantinedMail } from '../types';
import css from './Quarantine.module.css';

interface Props {
  mail: QuarantinedMail;
  onClose: () => void;
  onRelease: () => void;
  onDiscard: () => void;
}

/** A mail in quarantine as it would be shown: in a frame without rights, without anything from elsewhere. */
export function QuarantinedSheet({ mail, onClose, onRelease, onDiscard }: Props) {
  const a = useTexts();
  const to = (mail.detail.to ?? []) as string[];
  return (
    <Sheet title={mail.subject || a('quarantine.noSubject')} size={720} onClose={onClose}>
      <p className={css.reason}>
        <IconShieldExclamation size={18} aria-hidden />
        <span>{mail.reasons.map((one) => a(`quarantine.reason.${one}` as AdminKey)).join(' · ')}<br />{mail.text}</span>
      </p>
      <dl className={css.head}>
        <dt>{a('quarantine.from')}</dt>
        <dd>{mail.sender_name && <bdi>{mail.sender_name} </bdi>}<bdi dir="ltr">{mail.sender || '—'}</bdi></dd>
        <dt>{a('quarantine.to')}</dt>
        <dd>{to.length > 0 ? to.map((one) => <bdi key={one} dir="ltr">{one} </bdi>) : '—'}</dd>
      </dl>
      <SenderWords auth={mail.detail.auth as MailAuthenticity | undefined} />
      <iframe className={css.frame} sandbox="" title={a('quarantine.frame')} referrerPolicy="no-referrer" src={`/api/v1/mail-quarantine/${mail.id}/frame`} />
      {mail.state === 'held' && (
        <div className={css.end}>
          <p>{a('quarantine.releaseText')}</p>
          <Button variant="subtle" color="red" onClick={onDiscard}>{a('quarantine.discard')}</Button>
          <Button onClick={onRelease}>{a('quarantine.release')}</Button>
        </div>
      )}
    </Sheet>
  );
}
