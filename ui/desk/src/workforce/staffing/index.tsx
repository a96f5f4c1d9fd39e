import { Button, SegmentedControl } from '@mantine/core';
import { IconDownload, IconRestore } from '@tabler/icons-react';
import { useState } from 'react';
import { useLanguage } from '~/i18n/context';
import { CopyButton } from '~/admin/kit/Copy';
import { Broken } from '~/shared/Broken';
import { useAsk } from '../ask';
import { useAddress } from '../kit/useAddress';
import { download, toCsv } from '../kit/csv';
import { Head } from '../kit/Head';
import { Working } from '../kit/Working';
import { useWords } from '../words';
import { AnswerCard, Brief } from './AnswerCard';
import { CurveChart, CurveTable } from './Curve';
import { Fields } from './Fields';
import { DEFAULT, writeAsk } from './params';
import { QuickEstimate } from './QuickEstimate';
import { useCurve, useStaffing } from './useStaffing';
import card from '~/shared/card.module.css';
import question from '../kit/question.module.css';

/** How many people an interval needs, and what another number of them would mean. */
export default function StaffingPage() {
  const w = useWords();
  const { format } = useLanguage();
  const { ask, faults, set } = useAsk();
  const { query, queryKey } = useStaffing(ask);
  const curve = useCurve(query.data);
  const [view, setView] = useState('chart');
  const address = useAddress(writeAsk(ask));
  const answer = query.data;
  const points = curve.data ?? [];

  function save(): void {
    const head = ['agents', 'scheduled', 'load_erlang', 'unstable', 'p_wait', 'service_level', 'asa_s', 'wait_mean_s', 'abandon', 'occupancy'] as const;
    download('hamseda-staffing.csv', toCsv([...head], points.map((point) => head.map((name) => point[name]))));
  }

  return (
    <>
      <Head title={w('staffing.title')} text={w('staffing.text')}>
        <Button variant="default" leftSection={<IconRestore size={17} aria-hidden />} onClick={() => set(DEFAULT)}>{w('staffing.reset')}</Button>
        <CopyButton text={address} label={w('share')} />
      </Head>
      {faults.length > 0 && <p role="alert" className={question.faults}>{w('staffing.faults', { names: format.listed(faults) })}</p>}
      <div className={question.page}>
        {answer && <Brief answer={answer} />}
        <Fields />
        <div className={card.stack}>
          <Working query={query} queryKey={queryKey} doing={w('staffing.doing')}>
            {answer && (
              <>
                <AnswerCard answer={answer} />
                {answer.ask.volume > 0 && (
                  <section className={card.card}>
                    <header className={card.head}>
                      <h2>{w('curve.title')}</h2>
                      <SegmentedControl size="xs" aria-label={w('view')} value={view} onChange={setView} data={[{ value: 'chart', label: w('view.chart') }, { value: 'table', label: w('view.table') }]} />
                      <Button variant="default" size="compact-md" leftSection={<IconDownload size={16} aria-hidden />} onClick={save} disabled={points.length === 0}>{w('csv')}</Button>
                    </header>
                    {curve.error && <Broken onRetry={() => void curve.refetch()} />}
                    {!curve.error && (view === 'chart'
                      ? <CurveChart points={points} answer={answer} onChoose={(agents) => set({ agents })} />
                      : <CurveTable points={points} answer={answer} />)}
                  </section>
                )}
                <QuickEstimate answer={answer} points={points} />
                <p className={card.faint}>{w('staffing.models', { n: format.number(answer.needed.load_erlang) })}</p>
              </>
            )}
          </Working>
        </div>
      </div>
    </>
  );
}
