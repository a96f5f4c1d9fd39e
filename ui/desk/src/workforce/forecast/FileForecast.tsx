import { Button, FileButton } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ApiProblem } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { Choose } from '~/shared/Choose';
import { Working } from '../kit/Working';
import type { FileOutlook, FileOutlooks, Outlook } from '../types';
import { useWords } from '../words';
import { Contest } from './Contest';
import { HORIZONS, MINUTES } from './useForecast';
import { Weeks } from './Weeks';
import css from './Forecast.module.css';
import card from '~/shared/card.module.css';
import table from '../kit/table.module.css';

const GAPS = ['refuse', 'unknown', 'zero'] as const;
const SAMPLE = 'start,volume,aht\n1405/09/01 08:00,42,180\n1405/09/01 08:30,51,175';

interface Given {
  name: string;
  csv: string;
  at: number;
}

/** A forecast of a history that the reader brings along; nothing of it is kept, and nothing in it is repaired. */
export function FileForecast() {
  const w = useWords();
  const { format } = useLanguage();
  const [given, setGiven] = useState<Given | null>(null);
  const [minutes, setMinutes] = useState('30');
  const [horizon, setHorizon] = useState('28');
  const [gaps, setGaps] = useState('refuse');
  const queryKey = ['workforce', 'file', given?.name, given?.at, minutes, horizon, gaps];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.ask<FileOutlooks>('/workforce/forecast', { csv: given?.csv ?? '', minutes: Number(minutes), horizon_days: Number(horizon), gaps }, signal),
    enabled: given !== null,
    staleTime: Infinity,
    retry: false,
  });
  const faults = faultsOf(query.error);
  const take = async (file: File | null) => file && setGiven({ name: file.name, csv: await file.text(), at: Date.now() });
  return (
    <div className={card.stack}>
      <section className={card.card}>
        <p>{w('file.text')}</p>
        <pre dir="ltr" className={css.sample}>{format.digits(SAMPLE)}</pre>
        <div className={css.pickers}>
          <FileButton accept=".csv,text/csv" onChange={(file) => void take(file)}>{(props) => <Button {...props} leftSection={<IconFileUpload size={18} aria-hidden />}>{w('file.choose')}</Button>}</FileButton>
          <Choose label={w('pick.minutes')} value={minutes} options={MINUTES.map((value) => ({ value, label: format.digits(value) }))} onChange={setMinutes} />
          <Choose label={w('pick.horizon')} value={horizon} options={HORIZONS.map((value) => ({ value, label: w('pick.weeks', { n: Number(value) / 7 }) }))} onChange={setHorizon} />
          <Choose label={w('file.gaps')} value={gaps} options={GAPS.map((value) => ({ value, label: w(`gaps.${value}`) }))} onChange={setGaps} />
        </div>
        {given && <p><bdi>{given.name}</bdi></p>}
      </section>
      {given && (
        <Working query={query} queryKey={queryKey} doing={w('forecast.doing')}>
          {query.data && <Found outlooks={query.data} horizon={horizon} minutes={minutes} />}
        </Working>
      )}
      {faults.length > 0 && !query.isFetching && <Faults faults={faults} />}
    </div>
  );
}

function Found({ outlooks, horizon, minutes }: { outlooks: FileOutlooks; horizon: string; minutes: string }) {
  const w = useWords();
  const { format } = useLanguage();
  const [at, setAt] = useState('0');
  const [week, setWeek] = useState<string | null>(null);
  const one = outlooks.items[Number(at)] ?? outlooks.items[0];
  if (!one) return null;
  const named = ({ labels }: FileOutlook) => format.listed(Object.values(labels)) || w('file.whole');
  const outlook: Outlook = { ...one, queue_id: '', queue: one.labels.queue ?? '', channel: one.labels.channel ?? '' };
  return (
    <>
      {outlooks.items.length > 1 && <div className={css.pickers}><Choose label={w('file.which')} value={at} options={outlooks.items.map((each, i) => ({ value: String(i), label: named(each) }))} onChange={setAt} /></div>}
      <Weeks outlook={outlook} hindsight={undefined} today={outlooks.first_day} horizon={horizon} minutes={minutes} week={week} onWeek={setWeek} />
      <Contest outlook={outlook} />
    </>
  );
}

interface Fault {
  line: number;
  column: string;
  why: string;
}

const faultsOf = (error: unknown): Fault[] =>
  (error instanceof ApiProblem ? ((error.problem as { faults?: Fault[] }).faults ?? []) : []);

/** What cannot be meant, line by line; the exact sentence is the server's. */
function Faults({ faults }: { faults: Fault[] }) {
  const w = useWords();
  const { format } = useLanguage();
  return (
    <div className={table.frame} tabIndex={0} role="region" aria-label={w('file.faults')}>
      <table className={table.table}>
        <thead><tr><th scope="col">{w('file.line')}</th><th scope="col">{w('file.column')}</th><th scope="col">{w('file.why')}</th></tr></thead>
        <tbody>{faults.map((f) => <tr key={`${f.line}${f.column}${f.why}`}><th scope="row">{format.number(f.line)}</th><td><bdi dir="ltr">{f.column}</bdi></td><td className={css.why}><bdi>{f.why}</bdi></td></tr>)}</tbody>
      </table>
    </div>
  );
}
