import { Button, SegmentedControl } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { PageSkeleton } from '~/shared/skeletons';
import { Broken } from '~/shared/Broken';
import { download, toCsv } from '../kit/csv';
import { Head } from '../kit/Head';
import { Working } from '../kit/Working';
import type { Hindsight, Outlook } from '../types';
import { useWords } from '../words';
import { Contest } from './Contest';
import { NoHistory, NoQueues } from './NoHistory';
import { Pickers } from './Pickers';
import { Quality } from './Quality';
import { useChosen, useHindsights, useLedQueues, useOutlooks, useToday } from './useForecast';
import { WeekChart } from './WeekChart';
import { WeekMarks } from './WeekMarks';
import { WeekStepper } from './WeekStepper';
import { WeekTable } from './WeekTable';
import { spanOf, weeksOf } from './weeks';
import css from './Forecast.module.css';

/** What is to come to a queue, and how right that was before. */
export default function ForecastPage() {
  const w = useWords();
  const led = useLedQueues();
  if (led.error) return <Broken onRetry={() => void led.refetch()} />;
  if (!led.data) return <PageSkeleton />;
  return (
    <>
      <Head title={w('forecast.title')} text={w('forecast.text')} />
      {led.data.length === 0 ? <NoQueues /> : <Chosen queues={led.data} />}
    </>
  );
}

function Chosen({ queues }: { queues: { queue_id: string; name: string }[] }) {
  const w = useWords();
  const chosen = useChosen(queues, true);
  const { queue, minutes, horizon } = chosen;
  const ahead = useOutlooks(queue?.queue_id, minutes, horizon);
  const back = useHindsights(queue?.queue_id, minutes);
  const items = ahead.query.data?.items ?? [];
  const outlook = items.find((one) => one.channel === chosen.channel) ?? items[0];
  const hindsight = back.query.data?.items.find((one) => one.channel === outlook?.channel);
  return (
    <>
      <Pickers queues={queues} chosen={chosen} channels={items.map((one) => one.channel)} channel={outlook?.channel} hasHorizon hasDays />
      <Working query={ahead.query} queryKey={ahead.queryKey} doing={w('forecast.doing')}>
        {ahead.query.data && (outlook
          ? <div className={css.stack}>
            <Weeks outlook={outlook} hindsight={hindsight} chosen={chosen} />
            <Contest outlook={outlook} />
            <Working query={back.query} queryKey={back.queryKey} doing={w('quality.doing')}><Quality hindsight={hindsight} /></Working>
          </div>
          : <NoHistory queue={queue?.name ?? ''} />)}
      </Working>
    </>
  );
}

function Weeks({ outlook, hindsight, chosen }: { outlook: Outlook; hindsight: Hindsight | undefined; chosen: ReturnType<typeof useChosen> }) {
  const w = useWords();
  const today = useToday();
  const [view, setView] = useState('chart');
  const weeks = weeksOf(outlook, hindsight, today, Number(chosen.horizon), spanOf(Number(chosen.minutes)));
  const shown = weeks.find((one) => one.first === chosen.week) ?? weeks.find((one) => one.first === today);
  if (!shown) return null;

  function save(): void {
    const rows = weeks.flatMap(({ slots }) => slots).map((s) => [outlook.queue, outlook.channel, s.start, s.actual, s.mean, s.p10, s.p50, s.p90, s.aht]);
    download('hamseda-forecast.csv', toCsv(['queue', 'channel', 'start', 'actual', 'mean', 'p10', 'p50', 'p90', 'aht_s'], rows));
  }

  return (
    <section className={css.card} aria-labelledby="week-title">
      <header className={css.cardHead}>
        <WeekStepper weeks={weeks} shown={shown} onChoose={(week) => chosen.choose({ week })} />
        <SegmentedControl size="xs" aria-label={w('view')} value={view} onChange={setView} data={[{ value: 'chart', label: w('view.chart') }, { value: 'table', label: w('view.table') }]} />
        <Button variant="default" size="compact-md" leftSection={<IconDownload size={16} aria-hidden />} onClick={save}>{w('csv')}</Button>
      </header>
      {view === 'chart' ? <WeekChart key={`${shown.first}${chosen.minutes}`} week={shown} minutes={Number(chosen.minutes)} /> : <WeekTable week={shown} hasTimes={chosen.minutes !== '1440'} />}
      <WeekMarks marks={shown.marks} />
    </section>
  );
}
