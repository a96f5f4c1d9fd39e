import { Button } from '@mantine/core';
import { useState } from 'react';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage } from '~/i18n/context';
import { ChoiceField, TextField } from '../kit/fields';
import { useTexts } from '../kit/texts';
import kit from '../kit/kit.module.css';
import type { Closure } from './definition';

const HOURS = [1, 2, 4, 8, 24];

/** Closes whatever is open, from this moment, for some hours. */
export function CloseNow({ onClose, onClosed }: { onClose: () => void; onClosed: (closure: Closure) => void }) {
  const a = useTexts();
  const { t, format } = useLanguage();
  const [hours, setHours] = useState(2);
  const [name, setName] = useState('');
  const end = new Date(Date.now() + hours * 3_600_000).toISOString();
  return (
    <Sheet title={a('closure.now')} onClose={onClose}>
      <form className={kit.sheetForm} onSubmit={(e) => { e.preventDefault(); onClose(); onClosed({ type: 'instant', start: new Date().toISOString(), end, name: name.trim() }); }}>
        <TextField label={a('closure.reason')} hint={a('closure.reasonHint')} autoFocus value={name} onChange={setName} />
        <ChoiceField label={a('closure.length')} value={String(hours)} options={HOURS.map((n) => ({ value: String(n), label: format.span(n * 3600) }))} onChange={(n) => setHours(Number(n))} />
        <p className={kit.consequence}>{a('closure.consequence', { at: format.moment(end) })}</p>
        <div className={kit.end}>
          <Button variant="default" onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" color="red" className={kit.danger}>{a('closure.close')}</Button>
        </div>
      </form>
    </Sheet>
  );
}
