import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { ApiProblem } from '~/api/client';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage } from '~/i18n/context';
import { Refused } from '../kit/Working';
import { summaryOf } from './times';
import type { PersonDifference, PublicationOutlook, Schedule, Shift } from './types';
import { usePublicationOutlook, type Doubt, type Scheduling } from './useSchedules';
import { useSpelling } from './words';
import css from './Form.module.css';

/** Who will be told what, and what of it is other than they were shown, before it is. */
export function Publish({ schedule, scheduling, onClose }: { schedule: Schedule; scheduling: Scheduling; onClose: () => void }) {
  const { s } = useSpelling(schedule.first_day);
  const { t } = useLanguage();
  const { data: outlook, error } = usePublicationOutlook(schedule);
  const breaches = outlook?.breaches.length ?? schedule.breaches.length;
  return (
    <Sheet title={s('publish.title', { name: schedule.name })} onClose={onClose} size={560}>
      {error instanceof ApiProblem && <Refused problem={error} />}
      {schedule.missing_hours > 0 && <p className={css.warn}>{s('publish.missing', { n: tenth(schedule.missing_hours) })}</p>}
      {breaches > 0 && <p className={css.warn}>{s('publish.breaches', { n: breaches })}</p>}
      {outlook && <Counts outlook={outlook} />}
      <p>{s('publish.text')}</p>
      <People schedule={schedule} outlook={outlook} />
      <div className={css.end}>
        <span className={css.gap} />
        <Button variant="default" onClick={onClose}>{t('action.cancel')}</Button>
        <Button leftSection={<IconSend size={17} aria-hidden className="mirrored" />} disabled={!outlook} loading={scheduling.isPublishing} onClick={() => { scheduling.publish(breaches > 0); onClose(); }}>{s('publish.run')}</Button>
      </div>
    </Sheet>
  );
}

const tenth = (n: number) => Math.round(n * 10) / 10;
const KINDS = ['new', 'changed', 'removed', 'same'] as const;

function Counts({ outlook }: { outlook: PublicationOutlook }) {
  const { s } = useSpelling('2000-01-01');
  const { format } = useLanguage();
  return (
    <section className={css.counts} aria-label={s('publish.difference')}>
      <p>{outlook.shown_before ? s('publish.since', { at: format.moment(outlook.shown_before) }) : s('publish.first')}</p>
      <dl>{KINDS.map((kind) => <div key={kind} data-kind={kind} data-zero={outlook[kind] === 0 || undefined}><dt>{s(`publish.${kind}`)}</dt><dd>{format.number(outlook[kind])}</dd></div>)}</dl>
    </section>
  );
}

/** What each will have, and (where they were shown something before) what of it is other. */
function People({ schedule, outlook }: { schedule: Schedule; outlook: PublicationOutlook | undefined }) {
  const { s, day, clock } = useSpelling(schedule.first_day);
  const inside = new Set(schedule.people.map((one) => one.user_id));
  const differences = new Map((outlook?.shown_before ? outlook.people : []).map((one) => [one.user_id, one]));
  const left = [...differences.values()].filter((one) => !inside.has(one.user_id));
  return (
    <ul className={css.people} tabIndex={0} aria-label={s('publish.text')}>
      {summaryOf(schedule).map(({ person, shifts, minutes }) => (
        <li key={person.user_id} data-none={shifts.length === 0 || undefined}>
          <span><bdi>{person.name}</bdi></span>
          {shifts[0] ? <><span>{s('publish.shifts', { n: shifts.length })}</span><span>{s('publish.hours', { n: tenth(minutes / 60) })}</span></> : <span>{s('publish.none')}</span>}
          {!outlook?.shown_before && shifts[0] && <small>{s('publish.firstShift', { day: day(shifts[0].day), time: clock(shifts[0].start) })}</small>}
          <Difference one={differences.get(person.user_id)} first={schedule.first_day} />
        </li>
      ))}
      {left.map((one) => <li key={one.user_id}><span><bdi>{one.name}</bdi></span><span>{s('publish.none')}</span><Difference one={one} first={schedule.first_day} /></li>)}
    </ul>
  );
}

function Difference({ one, first }: { one: PersonDifference | undefined; first: string }) {
  const { s, day, between } = useSpelling(first);
  if (!one || one.new.length + one.changed.length + one.removed.length === 0) return null;
  const said = (shift: Shift) => `${day(shift.day)} ${between(shift.start, shift.end)}`;
  const moved = (before: Shift, after: Shift) => {
    const isSameDay = before.day === after.day;
    if (isSameDay && before.start === after.start && before.end === after.end) return s('publish.inside', { shift: said(after) });
    return s('publish.fromTo', { before: said(before), after: isSameDay ? between(after.start, after.end) : said(after) });
  };
  const lines = [
    ...one.changed.map(({ before, after }) => ({ kind: 'changed' as const, key: after.id, text: moved(before, after), day: after.day })),
    ...one.new.map((shift) => ({ kind: 'new' as const, key: shift.id, text: said(shift), day: shift.day })),
    ...one.removed.map((shift) => ({ kind: 'removed' as const, key: shift.id, text: said(shift), day: shift.day })),
  ].sort((a, b) => a.day.localeCompare(b.day));
  return <ul className={css.differences} aria-label={s('publish.differenceOf', { name: one.name })}>{lines.map(({ kind, key, text }) => <li key={`${kind}${key}`}><b data-kind={kind}>{s(`publish.${kind}One`)}</b> <span>{text}</span></li>)}</ul>;
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
