import { lazy, Suspense, useState } from 'react';
import { Button } from '@mantine/core';
import { IconCalendarTime } from '@tabler/icons-react';
import type { Instant } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { LinesSkeleton } from '~/shared/skeletons';
import css from './dialogs.module.css';

const DayAndTime = lazy(() => import('./DayAndTime'));

/** A few near moments by one key or click, and any other one by calendar. */
export function WhenPicker({ near, onChosen, isOpen = false }: { near: { label: string; at: Instant }[]; onChosen: (at: Instant) => void; isOpen?: boolean }) {
  const { t, format } = useLanguage();
  const [isPicking, setPicking] = useState(isOpen);
  return (
    <div className={css.choices}>
      {near.map(({ label, at }, i) => (
        <button key={label} type="button" data-autofocus={i === 0 || undefined} className={css.choice} onClick={() => onChosen(at)}>
          {label} <small className="numeric">{format.moment(at)}</small>
        </button>
      ))}
      {isPicking
        ? <Suspense fallback={<LinesSkeleton count={6} />}><DayAndTime onChosen={onChosen} /></Suspense>
        : <Button variant="subtle" leftSection={<IconCalendarTime size={17} aria-hidden />} onClick={() => setPicking(true)}>{t('snooze.pick')}</Button>}
    </div>
  );
}
