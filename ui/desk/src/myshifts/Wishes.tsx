import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { api } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { WEEK, weekdayName } from '~/workforce/materials/week';
import type { ShiftWish } from '~/workforce/shifts/types';
import { useDeed, useOwnWishes, useShiftWords } from '~/workforce/shifts/useShifts';
import css from './MyShifts.module.css';
import card from '~/shared/card.module.css';

const WANTS = ['any', 'off', 'work'] as const;

type Want = (typeof WANTS)[number];
type Wanted = Record<(typeof WEEK)[number], Want>;

/** What I would like of the week: weighed when shifts are laid, never promised. */
export function Wishes() {
  const { data } = useOwnWishes();
  return data ? <Form key={JSON.stringify(data.wishes)} wishes={data.wishes} /> : null;
}

function Form({ wishes }: { wishes: ShiftWish[] }) {
  const s = useShiftWords();
  const { locale } = useLanguage();
  const before = wantedOf(wishes);
  const [wanted, setWanted] = useState(before);
  const saving = useDeed((value: Wanted) => api.put('/workforce/my/wishes', { wishes: [...ofTemplates(wishes), ...wishesOf(value)] }), s('wishes.saved'));
  const isChanged = WEEK.some((day) => wanted[day] !== before[day]);
  return (
    <details className={`${card.card} ${css.wishes}`}>
      <summary>{s('wishes.title')}</summary>
      <p>{s('wishes.text')}</p>
      <ul>
        {WEEK.map((day, at) => (
          <li key={day}>
            <span id={`wish-${day}`}>{weekdayName(at, 'long', locale)}</span>
            <SegmentedControl size="sm" aria-labelledby={`wish-${day}`} value={wanted[day]} data={WANTS.map((value) => ({ value, label: s(`wishes.${value}`) }))}
              onChange={(value) => setWanted({ ...wanted, [day]: value as Want })} />
          </li>
        ))}
      </ul>
      <Button variant="light" disabled={!isChanged} loading={saving.isPending} onClick={() => saving.mutate(wanted)}>{s('wishes.save')}</Button>
    </details>
  );
}

/** Wishes for a certain kind of shift are kept as they are. */
const ofTemplates = (wishes: ShiftWish[]) => wishes.filter((one) => one.template);

function wantedOf(wishes: ShiftWish[]): Wanted {
  const plain = wishes.filter((one) => !one.template);
  return Object.fromEntries(WEEK.map((day) => [day, plain.find((one) => one.on.includes(day))?.want ?? 'any'])) as Wanted;
}

function wishesOf(wanted: Wanted): ShiftWish[] {
  return (['off', 'work'] as const)
    .map((want) => ({ on: WEEK.filter((day) => wanted[day] === want), want, template: '', weight: 1 }))
    .filter((one) => one.on.length > 0);
}
