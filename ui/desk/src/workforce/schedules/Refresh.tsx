import { Button, Checkbox } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { ApiProblem } from '~/api/client';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage } from '~/i18n/context';
import { Refused } from '../kit/Working';
import type { RefreshOutlook, Schedule } from './types';
import { useRefreshOutlook, type Scheduling } from './useSchedules';
import { useSpelling } from './words';
import css from './Form.module.css';
import room from './Room.module.css';

/** That templates, rules or people are other than when the draft was made, or more serve its queues; what of it, and taking it in. */
export function Refresh({ schedule, scheduling }: { schedule: Schedule; scheduling: Scheduling }) {
  const { s } = useSpelling(schedule.first_day);
  const [isOpen, setOpen] = useState(false);
  const { data: outlook, error } = useRefreshOutlook(schedule);
  if (schedule.state !== 'draft') return null;
  if (error instanceof ApiProblem && error.status === 422) return <Refused problem={error} />;
  if (!outlook) return null;
  const { changes, newcomers } = outlook;
  if (changes.length + newcomers.length === 0) return null;
  return (
    <div className={room.stale} role="status">
      <p>{changes.length > 0 ? s('refresh.stale', { n: changes.length }) : s('refresh.newcomers', { n: newcomers.length })}</p>
      <Button variant="default" size="compact-md" leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => setOpen(true)}>{s('refresh.look')}</Button>
      {isOpen && <Changes schedule={schedule} outlook={outlook} scheduling={scheduling} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Changes({ schedule, outlook, scheduling, onClose }: { schedule: Schedule; outlook: RefreshOutlook; scheduling: Scheduling; onClose: () => void }) {
  const { s, day, between } = useSpelling(schedule.first_day);
  const { t } = useLanguage();
  const [added, setAdded] = useState<string[]>([]);
  const add = (id: string, isIn: boolean) => setAdded((now) => (isIn ? [...now, id] : now.filter((one) => one !== id)));
  const isNothing = outlook.changes.length + added.length === 0;
  const names = new Map(schedule.people.map((one) => [one.user_id, one.name]));
  return (
    <Sheet title={s('refresh.title')} onClose={onClose} size={520}>
      {outlook.changes.length > 0 && <><p>{s('refresh.text')}</p>
        <ul className={css.changes}>{outlook.changes.map((one) => <li key={`${one.what}${one.name}${one.user_id}`}>{one.said}</li>)}</ul></>}
      {outlook.removed.length > 0 && <><h3 className={css.what}>{s('refresh.removed', { n: outlook.removed.length })}</h3>
        <ul className={css.changes}>{outlook.removed.map((one) => <li key={one.id}><bdi>{names.get(one.user_id)}</bdi> · {day(one.day)} {between(one.start, one.end)}</li>)}</ul></>}
      {outlook.breaches.length > 0 && <><h3 className={css.what}>{s('refresh.breaches')}</h3>
        <ul className={css.said}>{outlook.breaches.map((one) => <li key={`${one.code}${one.user_id}${one.day}`}>{one.said}</li>)}</ul></>}
      {outlook.newcomers.length > 0 && <fieldset className={css.newcomers}>
        <legend className={css.what}>{s('refresh.add')}</legend>
        {outlook.newcomers.map((one) => <Checkbox key={one.user_id} label={<bdi>{one.name}</bdi>} checked={added.includes(one.user_id)} onChange={(e) => add(one.user_id, e.currentTarget.checked)} />)}
      </fieldset>}
      <div className={css.end}>
        <span className={css.gap} />
        <Button variant="default" onClick={onClose}>{t('action.cancel')}</Button>
        <Button leftSection={<IconRefresh size={17} aria-hidden />} loading={scheduling.isRefreshing} disabled={isNothing} onClick={() => { scheduling.refresh(added); onClose(); }}>{s('refresh.run')}</Button>
      </div>
    </Sheet>
  );
}
