import { SegmentedControl } from '@mantine/core';
import { useEffect } from 'react';
import { useSearchParams } from 'wouter';
import { PageSkeleton } from '~/shared/skeletons';
import { Broken } from '~/shared/Broken';
import { Head } from '../kit/Head';
import { Working } from '../kit/Working';
import { useWords } from '../words';
import { Contest } from './Contest';
import { FileForecast } from './FileForecast';
import { NoHistory, NoQueues } from './NoHistory';
import { Pickers } from './Pickers';
import { Quality } from './Quality';
import { DAY, useChosen, useHindsights, useLedQueues, useOutlooks, useToday } from './useForecast';
import { Weeks } from './Weeks';
import card from '~/shared/card.module.css';

/** What is to come to a queue, and how right that was before. */
export default function ForecastPage() {
  const w = useWords();
  const [search, setSearch] = useSearchParams();
  const isFile = search.get('from') === 'file';
  return (
    <>
      <Head title={w('forecast.title')} text={w('forecast.text')}>
        <SegmentedControl aria-label={w('forecast.from')} value={isFile ? 'file' : 'queues'} onChange={(from) => setSearch(from === 'file' ? { from } : {}, { replace: true })}
          data={[{ value: 'queues', label: w('forecast.fromQueues') }, { value: 'file', label: w('forecast.fromFile') }]} />
      </Head>
      {isFile ? <FileForecast /> : <OwnQueues />}
    </>
  );
}

function OwnQueues() {
  const led = useLedQueues();
  if (led.error) return <Broken onRetry={() => void led.refetch()} />;
  if (!led.data) return <PageSkeleton />;
  return led.data.length === 0 ? <NoQueues /> : <Chosen queues={led.data} />;
}

function Chosen({ queues }: { queues: { queue_id: string; name: string }[] }) {
  const w = useWords();
  const chosen = useChosen(queues, true);
  const today = useToday();
  const { queue, minutes, horizon } = chosen;
  const ahead = useOutlooks(queue?.queue_id, minutes, horizon);
  const back = useHindsights(queue?.queue_id, minutes);
  const items = ahead.query.data?.items ?? [];
  const outlook = items.find((one) => one.channel === chosen.channel) ?? items[0];
  const { search, choose } = chosen;
  // An hour to which hardly anything comes shows nothing: who has not said otherwise sees whole days.
  const isTooFine = outlook?.judged_by === 'rmse' && !search.has('minutes');
  useEffect(() => {
    if (isTooFine) choose({ minutes: DAY });
  }, [isTooFine]);
  const hindsight = back.query.data?.items.find((one) => one.channel === outlook?.channel);
  return (
    <>
      <Pickers queues={queues} chosen={chosen} channels={items.map((one) => one.channel)} channel={outlook?.channel} hasHorizon hasDays />
      <Working query={ahead.query} queryKey={ahead.queryKey} doing={w('forecast.doing')}>
        {ahead.query.data && (outlook
          ? <div className={card.stack}>
            <Weeks outlook={outlook} hindsight={hindsight} today={today} horizon={horizon} minutes={minutes} week={chosen.week} onWeek={(week) => chosen.choose({ week })} />
            <Contest outlook={outlook} />
            <Working query={back.query} queryKey={back.queryKey} doing={w('quality.doing')}><Quality hindsight={hindsight} /></Working>
          </div>
          : <NoHistory queue={queue?.name ?? ''} />)}
      </Working>
    </>
  );
}
