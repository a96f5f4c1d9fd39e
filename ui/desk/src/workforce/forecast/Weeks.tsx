import { Button, SegmentedControl } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { download, toCsv } from '../kit/csv';
import type { Hindsight, Outlook } from '../types';
import { useWords } from '../words';
import { WeekChart } from './WeekChart';
import { WeekMarks } from './WeekMarks';
import { WeekStepper } from './WeekStepper';
import { WeekTable } from './WeekTable';
import { spanOf, weeksOf } from './weeks';
import card from '~/shared/card.module.css';

interface Props {
  outlook: Outlook;
  hindsight: Hindsight | undefined;
  today: string;
  horizon: string;
  minutes: string;
  /** The first day of what is shown; null: what begins today. */
  week: string | null;
  onWeek: (first: string) => void;
}

/** A forecast a week at a time, as picture or table, with all of it as a file. */
export function Weeks({ outlook, hindsight, today, horizon, minutes, week, onWeek }: Props) {
  const w = useWords();
  const [view, setView] = useState('chart');
  const weeks = weeksOf(outlook, hindsight, today, Number(horizon), spanOf(Number(minutes)));
  const shown = weeks.find((one) => one.first === week) ?? weeks.find((one) => one.first === today);
  if (!shown) return null;

  function save(): void {
    const rows = weeks.flatMap(({ slots }) => slots).map((s) => [outlook.queue, outlook.channel, s.start, s.actual, s.mean, s.p10, s.p50, s.p90, s.aht]);
    download('hamseda-forecast.csv', toCsv(['queue', 'channel', 'start', 'actual', 'mean', 'p10', 'p50', 'p90', 'aht_s'], rows));
  }

  return (
    <section className={card.card} aria-labelledby="week-title">
      <header className={card.head}>
        <WeekStepper weeks={weeks} shown={shown} onChoose={onWeek} />
        <SegmentedControl size="xs" aria-label={w('view')} value={view} onChange={setView} data={[{ value: 'chart', label: w('view.chart') }, { value: 'table', label: w('view.table') }]} />
        <Button variant="default" size="compact-md" leftSection={<IconDownload size={16} aria-hidden />} onClick={save}>{w('csv')}</Button>
      </header>
      {view === 'chart' ? <WeekChart key={`${shown.first}${minutes}`} week={shown} minutes={Number(minutes)} /> : <WeekTable week={shown} hasTimes={minutes !== '1440'} />}
      <WeekMarks marks={shown.marks} />
    </section>
  );
}
