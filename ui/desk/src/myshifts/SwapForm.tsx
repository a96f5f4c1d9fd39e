import { Button } from '@mantine/core';
import { useState } from 'react';
import { ChoiceField, TextField } from '~/admin/kit/fields';
import { api } from '~/api/client';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage } from '~/i18n/context';
import { addDays } from '~/workforce/forecast/weeks';
import type { OwnShift } from '~/workforce/shifts/types';
import { useColleagues, useColleagueShifts, useDeed, useShiftWords } from '~/workforce/shifts/useShifts';
import css from './MyShifts.module.css';

const AROUND_DAYS = 7;

/** Asks a colleague to take a shift, for one of theirs or for none. */
export function SwapForm({ shift, onClose }: { shift: OwnShift; onClose: () => void }) {
  const s = useShiftWords();
  const { t, format } = useLanguage();
  const [other, setOther] = useState<string | null>(null);
  const [theirs, setTheirs] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const colleagues = useColleagues();
  const { data: shifts } = useColleagueShifts(other, addDays(shift.day, -AROUND_DAYS), addDays(shift.day, AROUND_DAYS));
  const asking = useDeed(() => api.post('/workforce/my/swap-requests', { shift_id: shift.id, with_user_id: other, with_shift_id: theirs, reason: reason.trim() }), s('my.sent'));
  const day = (iso: string) => format.day(`${iso}T12:00:00Z`);
  const people = colleagues.data?.items ?? [];
  return (
    <Sheet title={s('my.swapOf', { day: day(shift.day) })} onClose={onClose}>
      {colleagues.data && people.length === 0 ? <p>{s('my.swapNobody')}</p> : (
        <form className={css.form} onSubmit={(e) => { e.preventDefault(); asking.mutate(undefined, { onSuccess: onClose }); }}>
          <ChoiceField label={s('my.swapWith')} required none="—" value={other} options={people.map((one) => ({ value: one.user_id, label: one.name }))} onChange={(next) => { setOther(next); setTheirs(null); }} />
          <ChoiceField label={s('my.swapFor')} isOff={!other} none={s('my.swapGive')} value={theirs} options={(shifts?.items ?? []).map((one) => ({ value: one.id, label: s('request.shift', { day: day(one.day), start: format.digits(one.start), end: format.digits(one.end) }) }))} onChange={setTheirs} />
          <TextField label={s('my.reason')} value={reason} lines={2} onChange={setReason} />
          <div className={css.end}><Button variant="default" onClick={onClose}>{t('action.cancel')}</Button><Button type="submit" loading={asking.isPending} disabled={!other}>{s('my.send')}</Button></div>
        </form>
      )}
    </Sheet>
  );
}
