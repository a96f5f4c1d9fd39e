import { Button } from '@mantine/core';
import { useState } from 'react';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage } from '~/i18n/context';
import { TextField } from '../kit/fields';
import { useTexts } from '../kit/texts';
import kit from '../kit/kit.module.css';
import type { QuarantinedMail } from '../types';
import css from './Quarantine.module.css';

const USUAL = ['spam', 'fraud', 'forged', 'nothing'] as const;

/** Asks why a mail is not wanted: one press for the usual reasons, or own words. */
export function WhyDiscard({ mail, onClose, onDiscard }: { mail: QuarantinedMail; onClose: () => void; onDiscard: (why: string) => void }) {
  const a = useTexts();
  const { t } = useLanguage();
  const [why, setWhy] = useState('');
  const words = why.trim();
  return (
    <Sheet title={a('quarantine.discardTitle', { subject: mail.subject || a('quarantine.noSubject') })} onClose={onClose}>
      <div className={css.asked}>
        <p className={kit.consequence}>{a('quarantine.discardText')}</p>
        <div className={css.chips} role="group" aria-label={a('quarantine.why')}>
          {USUAL.map((one) => (
            <button key={one} type="button" className={css.chip} aria-pressed={words === a(`quarantine.why.${one}`)} onClick={() => setWhy(a(`quarantine.why.${one}`))}>{a(`quarantine.why.${one}`)}</button>
          ))}
        </div>
        <form onSubmit={(event) => { event.preventDefault(); if (words) onDiscard(words); }}>
          <TextField label={a('quarantine.why')} required autoFocus value={why} onChange={setWhy} />
          <div className={kit.end}>
            <Button variant="default" onClick={onClose}>{t('action.cancel')}</Button>
            <Button type="submit" color="red" className={kit.danger} disabled={!words}>{a('quarantine.discard')}</Button>
          </div>
        </form>
      </div>
    </Sheet>
  );
}
