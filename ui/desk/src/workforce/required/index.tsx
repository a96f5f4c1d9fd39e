import { Button, SegmentedControl } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '~/api/client';
import { CopyButton } from '~/admin/kit/Copy';
import { Broken } from '~/shared/Broken';
import { Choose } from '~/shared/Choose';
import { PageSkeleton } from '~/shared/skeletons';
import { useAsk } from '../ask';
import { NoHistory, NoQueues } from '../forecast/NoHistory';
import { Pickers } from '../forecast/Pickers';
import { useChosen, useLedQueues, useOutlooks, useToday } from '../forecast/useForecast';
import { WeekStepper } from '../forecast/WeekStepper';
import { weeksOf, type Slot, type Week } from '../forecast/weeks';
import { WeekMarks } from '../forecast/WeekMarks';
import { download, toCsv } from '../kit/csv';
import { Head } from '../kit/Head';
import { NumberSlider } from '../kit/NumberSlider';
import { useAddress } from '../kit/useAddress';
import { Working } from '../kit/Working';
import { Patience, Promised } from '../staffing/Fields';
import { BOUNDS, termsOf, writeAsk, type Ask } from '../staffing/params';
import { Speeds } from '../staffing/Speeds';
import type { Outlook, StaffedIntervals } from '../types';
import { useWords } from '../words';
import { BASES, cellsOf, intervalsOf, isLive, type Basis, type Cell } from './cells';
import { HeatMap } from './HeatMap';
import { CellTable } from './CellTable';
import { Totals } from './Totals';
import css from './Required.module.css';
import card from '~/shared/card.module.css';
import question from '../kit/question.module.css';

const HORIZON = '28';

/** How many people each interval of a week needs: the forecast put into the formula. */
export default function RequiredPage() {
  const w = useWords();
  const led = useLedQueues();
  if (led.error) return <Broken onRetry={() => void led.refetch()} />;
  if (!led.data) return <PageSkeleton />;
  if (led.data.length === 0) return <><Head title={w('required.title')} text={w('required.text')} /><NoQueues /></>;
  return <Chosen queues={led.data} />;
}

function Chosen({ queues }: { queues: { queue_id: string; name: string }[] }) {
  const w = useWords();
  const today = useToday();
  const chosen = useChosen(queues);
  const { ask } = useAsk();
  const { queue, minutes } = chosen;
  const { query, queryKey } = useOutlooks(queue?.queue_id, minutes, HORIZON);
  const items = query.data?.items ?? [];
  const outlook = items.find((one) => one.channel === chosen.channel) ?? items[0];
  const weeks = weeksOf(outlook, undefined, today, Number(HORIZON));
  const week = asked(weeks.find((one) => one.first === chosen.week) ?? weeks[0], outlook);
  const search = writeAsk(ask);
  for (const name of ['queue', 'channel', 'minutes', 'week', 'basis']) {
    const value = chosen.search.get(name);
    if (value) search.set(name, value);
  }
  const address = useAddress(search);
  return (
    <>
      <Head title={w('required.title')} text={w('required.text')}><CopyButton text={address} label={w('share')} /></Head>
      <Pickers queues={queues} chosen={chosen} channels={items.map((one) => one.channel)} channel={outlook?.channel} />
      <Working query={query} queryKey={queryKey} doing={w('forecast.doing')}>
        {query.data && (outlook && week ? <Planned outlook={outlook} week={week} weeks={weeks} chosen={chosen} /> : <NoHistory queue={queue?.name ?? ''} />)}
      </Working>
    </>
  );
}

/** Where nobody waits at the other end, the time that was measured is left out. */
const asked = (week: Week | undefined, outlook: Outlook | undefined): Week | undefined =>
  (week && outlook && !isLive(outlook.channel) ? { ...week, slots: week.slots.map((slot) => ({ ...slot, aht: null })) } : week);

interface PlannedProps {
  outlook: Outlook;
  week: Week;
  weeks: Week[];
  chosen: ReturnType<typeof useChosen>;
}

function Planned({ outlook, week, weeks, chosen }: PlannedProps) {
  const w = useWords();
  const { ask, set } = useAsk();
  const minutes = Number(chosen.minutes);
  const named = chosen.search.get('basis') as Basis;
  const basis = BASES.includes(named) ? named : 'mean';
  const [view, setView] = useState('map');
  const { query, queryKey, cells } = useRequired(week.slots, basis, minutes, ask);

  function save(): void {
    const head = ['queue', 'channel', 'start', 'volume', 'aht_s', 'agents', 'scheduled', 'load_erlang', 'service_level', 'wait_mean_s', 'abandon', 'occupancy'];
    download('hamseda-required.csv', toCsv(head, cells.map(({ slot, volume, aht, staffed: s }) => [
      outlook.queue, outlook.channel, slot.start, volume, aht, s.agents, s.scheduled, s.load_erlang, s.service_level, s.wait_mean_s, s.abandon, s.occupancy,
    ])));
  }

  return (
    <div className={question.page}>
      <form className={card.stack} aria-label={w('fields')} onSubmit={(e) => e.preventDefault()}>
        <section className={card.card} aria-label={w('fields.basis')}>
          <h2>{w('fields.basis')}</h2>
          <Choose label={w('basis')} value={basis} options={BASES.map((value) => ({ value, label: w(`basis.${value}`) }))} onChange={(next) => chosen.choose({ basis: next })} />
          <p className={card.faint}>{w(`basis.${basis}Text`)}</p>
          {week.slots.some((s) => s.aht === null) && <NumberSlider label={w('field.aht')} unit={w('unit.seconds')} value={ask.aht} hint={w('required.noAht')} bounds={BOUNDS.aht} slide={[10, 900, 10]} onChange={(aht) => set({ aht })} />}
          <NumberSlider label={w('field.concurrency')} unit={w('unit.chats')} isWhole value={ask.concurrency} bounds={BOUNDS.concurrency} slide={[1, 8, 1]} onChange={(concurrency) => set({ concurrency })} />
          <Speeds />
          <NumberSlider label={w('field.shrinkage')} unit={w('unit.percent')} value={ask.shrinkage} bounds={BOUNDS.shrinkage} slide={[0, 60, 1]} hint={w('field.shrinkageHint')} onChange={(shrinkage) => set({ shrinkage })} />
          <Patience />
        </section>
        <Promised />
      </form>
      <div className={card.stack}>
        <section className={card.card} aria-labelledby="week-title">
          <header className={card.head}>
            <WeekStepper weeks={weeks} shown={weeks.find((one) => one.first === week.first) ?? week} onChoose={(first) => chosen.choose({ week: first })} />
            <SegmentedControl size="xs" aria-label={w('view')} value={view} onChange={setView} data={[{ value: 'map', label: w('view.map') }, { value: 'table', label: w('view.table') }]} />
            <Button variant="default" size="compact-md" leftSection={<IconDownload size={16} aria-hidden />} disabled={cells.length === 0} onClick={save}>{w('csv')}</Button>
          </header>
          {!isLive(outlook.channel) && <p className={css.waits}>{w('required.waits')}</p>}
          {week.slots.length === 0 ? <p>{w('week.nothing')}</p> : (
            <Working query={query} queryKey={queryKey} doing={w('staffing.doing')}>
              <Totals cells={cells} minutes={minutes} />
              {view === 'map' ? <HeatMap cells={cells} week={week} /> : <CellTable cells={cells} />}
            </Working>
          )}
          <WeekMarks marks={week.marks} />
        </section>
        <p className={card.faint}>{w('required.note')}</p>
      </div>
    </div>
  );
}

function useRequired(slots: Slot[], basis: Basis, minutes: number, ask: Ask) {
  const [settled] = useDebouncedValue(ask, 200);
  const intervals = intervalsOf(slots, basis, minutes, settled);
  const queryKey = ['workforce', 'required', slots[0]?.start, intervals, termsOf(settled)];
  const query = useQuery({
    queryKey,
    async queryFn({ signal }): Promise<Cell[]> {
      const { items } = await api.ask<StaffedIntervals>('/workforce/staffing', { intervals, ...termsOf(settled) }, signal);
      return cellsOf(slots, intervals, items);
    },
    enabled: slots.length > 0,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
  return { query, queryKey, cells: query.data ?? NONE };
}

const NONE: Cell[] = [];
