import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconCopy, IconPlus, IconX } from '@tabler/icons-react';
import { useLanguage } from '~/i18n/context';
import { ClockInput } from '../kit/fields';
import { minutesOf } from '../kit/days';
import { useTexts } from '../kit/texts';
import { DAYS, type Day, type Slot, type Week } from './definition';
import { HourLine } from './WeekStrip';
import css from './calendars.module.css';

const WORKDAYS: Day[] = ['saturday', 'sunday', 'monday', 'tuesday', 'wednesday'];

/** The open hours of each weekday from Saturday; a slot may run over midnight. */
export function WeekEditor({ week, onChange, isOff }: { week: Week; onChange: (week: Week) => void; isOff: boolean }) {
  const a = useTexts();
  const set = (days: Day[], slots: Slot[]) => onChange({ ...week, ...Object.fromEntries(days.map((day) => [day, slots])) });
  return (
    <div className={css.week}>
      <div className={css.scale} aria-hidden><span className={css.hours} dir="ltr">{[0, 6, 12, 18, 24].map((h) => <Hour key={h} hour={h} />)}</span></div>
      {DAYS.map((day, i) => {
        const slots = week[day] ?? [];
        return (
          <div key={day} className={css.day} role="group" aria-label={a(`day.${day}`)} data-friday={day === 'friday' || undefined}>
            <strong>{a(`day.${day}`)}</strong>
            <HourLine slots={slots} before={week[DAYS[(i + 6) % 7] as Day] ?? []} />
            <Slots slots={slots} name={a(`day.${day}`)} isOff={isOff} onChange={(next) => set([day], next)} />
            {!isOff && slots.length > 0 && (
              <Menu position="bottom-end" shadow="lg">
                <Menu.Target><ActionIcon variant="subtle" color="gray" size={32} aria-label={a('week.copy', { day: a(`day.${day}`) })}><IconCopy size={17} aria-hidden /></ActionIcon></Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => set(WORKDAYS, slots)}>{a('week.toWorkdays')}</Menu.Item>
                  <Menu.Item onClick={() => set([...DAYS], slots)}>{a('week.toAll')}</Menu.Item>
                </Menu.Dropdown>
              </Menu>
            )}
          </div>
        );
      })}
    </div>
  );
}

function Hour({ hour }: { hour: number }) {
  const { format } = useLanguage();
  return <span>{format.number(hour)}</span>;
}

/** The slots of one day, each from–to, with a word where it ends tomorrow. */
export function Slots({ slots, name, onChange, isOff }: { slots: Slot[]; name: string; onChange: (slots: Slot[]) => void; isOff: boolean }) {
  const a = useTexts();
  const { format } = useLanguage();
  const change = (at: number, changes: Partial<Slot>) => onChange(slots.map((slot, i) => (i === at ? { ...slot, ...changes } : slot)));
  return (
    <div className={css.slots}>
      {slots.length === 0 && <span className={css.closed}>{a('week.closed')}</span>}
      {slots.map((slot, i) => {
        const isOver = minutesOf(slot.closes) <= minutesOf(slot.opens) && minutesOf(slot.closes) > 0;
        return (
          <span key={i} className={css.slot}>
            <ClockInput label={a('week.opens', { name, n: i + 1 })} value={slot.opens} isOff={isOff} onChange={(opens) => change(i, { opens })} />
            <span aria-hidden>{a('week.to')}</span>
            <ClockInput label={a('week.closes', { name, n: i + 1 })} value={slot.closes} isOff={isOff} onChange={(closes) => change(i, { closes })} />
            {isOver && <small>{a('week.nextDay')}</small>}
            {!isOff && <ActionIcon variant="subtle" color="gray" size={26} aria-label={`${a('week.dropSlot')} ${name} ${format.number(i + 1)}`} onClick={() => onChange(slots.filter((_, at) => at !== i))}><IconX size={15} aria-hidden /></ActionIcon>}
          </span>
        );
      })}
      {!isOff && <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} aria-label={`${a('week.addSlot')} ${name}`} onClick={() => onChange([...slots, nextSlot(slots)])}>{a('week.slot')}</Button>}
    </div>
  );
}

/** A slot after the last one, so that it does not lie upon it. */
function nextSlot(slots: Slot[]): Slot {
  const last = slots.at(-1);
  if (!last) return { opens: '08:00:00', closes: '17:00:00' };
  const from = Math.min(minutesOf(last.closes) + 60, 23 * 60);
  return { opens: clock(from), closes: clock(Math.min(from + 180, 24 * 60) % (24 * 60)) };
}

const clock = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00`;
