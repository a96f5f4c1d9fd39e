import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import type { OpenShift, Schedule } from './types';
import type { Scheduling } from './useSchedules';
import { useSpelling } from './words';
import css from './Room.module.css';

/** Shifts of people who left that nobody has: given to somebody, or let go. */
export function OpenShifts({ schedule, scheduling, onGive }: { schedule: Schedule; scheduling: Scheduling; onGive: (one: OpenShift) => void }) {
  const { s, day, between } = useSpelling(schedule.first_day);
  if (schedule.opened.length === 0) return null;
  return (
    <section className={css.open} aria-label={s('open.title', { n: schedule.opened.length })}>
      <h2>{s('open.title', { n: schedule.opened.length })}</h2>
      <ul>
        {schedule.opened.map((one) => (
          <li key={one.id}>
            <span><strong>{day(one.day)} {between(one.start, one.end)}</strong> {one.template} · {s('open.of')} <bdi>{one.name}</bdi></span>
            <Button variant="default" size="compact-md" leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => onGive(one)}>{s('open.give')}</Button>
            <Button variant="subtle" color="gray" size="compact-md" disabled={scheduling.isEditing} onClick={() => scheduling.edit([{ do: 'drop_opened', id: one.id }])}>{s('open.drop')}</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
