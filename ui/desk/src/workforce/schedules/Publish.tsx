import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage } from '~/i18n/context';
import { summaryOf } from './times';
import type { Schedule } from './types';
import type { Doubt, Scheduling } from './useSchedules';
import { useSpelling } from './words';
import css from './Form.module.css';

/** Who will be told what, before it is. */
export function Publish({ schedule, scheduling, onClose }: { schedule: Schedule; scheduling: Scheduling; onClose: () => void }) {
  const { s, day, clock } = useSpelling(schedule.first_day);
  const { t } = useLanguage();
  const tenth = (n: number) => Math.round(n * 10) / 10;
  return (
    <Sheet title={s('publish.title', { name: schedule.name })} onClose={onClose} size={520}>
      {schedule.missing_hours > 0 && <p className={css.warn}>{s('publish.missing', { n: tenth(schedule.missing_hours) })}</p>}
      {schedule.breaches.length > 0 && <p className={css.warn}>{s('publish.breaches', { n: schedule.breaches.length })}</p>}
      <p>{s('publish.text')}</p>
      <ul className={css.people} tabIndex={0} aria-label={s('publish.text')}>
        {summaryOf(schedule).map(({ person, shifts, minutes }) => (
          <li key={person.user_id} data-none={shifts.length === 0 || undefined}>
            <bdi>{person.name}</bdi>
            {shifts[0] ? <><span>{s('publish.shifts', { n: shifts.length })}</span><span>{s('publish.hours', { n: tenth(minutes / 60) })}</span><small>{s('publish.firstShift', { day: day(shifts[0].day), time: clock(shifts[0].start) })}</small></> : <span>{s('publish.none')}</span>}
          </li>
        ))}
      </ul>
      <div className={css.end}>
        <span className={css.gap} />
        <Button variant="default" onClick={onClose}>{t('action.cancel')}</Button>
        <Button leftSection={<IconSend size={17} aria-hidden className="mirrored" />} loading={scheduling.isPublishing} onClick={() => { scheduling.publish(schedule.breaches.length > 0); onClose(); }}>{s('publish.run')}</Button>
      </div>
    </Sheet>
  );
}

/** What an edit would newly break, sentence by sentence, and the way to do it all the same. */
export function Broken({ doubt, onClose }: { doubt: Doubt; onClose: () => void }) {
  const { s } = useSpelling('2000-01-01');
  const { t } = useLanguage();
  return (
    <Sheet title={s('broken.title')} onClose={onClose}>
      <ul className={css.said} role="alert">{doubt.breaches.map((one) => <li key={`${one.code}${one.user_id}${one.day}`}>{one.said}</li>)}</ul>
      <div className={css.end}>
        <span className={css.gap} />
        <Button variant="default" data-autofocus onClick={onClose}>{t('action.cancel')}</Button>
        <Button color="red" onClick={() => { onClose(); doubt.insist(); }}>{s('broken.accept')}</Button>
      </div>
    </Sheet>
  );
}
