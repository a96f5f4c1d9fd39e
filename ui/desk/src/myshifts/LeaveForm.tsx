import { Button } from '@mantine/core';
import { useState } from 'react';
import { DayField, TextField } from '~/admin/kit/fields';
import { api } from '~/api/client';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage } from '~/i18n/context';
import { useDeed, useShiftWords } from '~/workforce/shifts/useShifts';
import css from './MyShifts.module.css';

/** Asks for days off. */
export function LeaveForm({ onClose }: { onClose: () => void }) {
  const s = useShiftWords();
  const { t } = useLanguage();
  const [first, setFirst] = useState<string | null>(null);
  const [last, setLast] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const asking = useDeed(() => api.post('/workforce/my/leave-requests', { first_day: first, last_day: last ?? first, reason: reason.trim() }), s('my.sent'));
  return (
    <Sheet title={s('my.leave')} onClose={onClose}>
      <form className={css.form} onSubmit={(e) => { e.preventDefault(); asking.mutate(undefined, { onSuccess: onClose }); }}>
        <DayField label={s('my.leaveFirst')} required value={first} onChange={setFirst} />
        <DayField label={s('my.leaveLast')} value={last} onChange={setLast} />
        <TextField label={s('my.reason')} value={reason} lines={2} onChange={setReason} />
        <div className={css.end}><Button variant="default" onClick={onClose}>{t('action.cancel')}</Button><Button type="submit" loading={asking.isPending} disabled={!first}>{s('my.send')}</Button></div>
      </form>
    </Sheet>
  );
}
