import { Button, SegmentedControl } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useLanguage } from '~/i18n/context';
import { download, toCsv } from '../kit/csv';
import { percent, rounded, spell } from '../kit/figures';
import { useWords } from '../words';
import { MINUTES, type Kind } from './ask';
import { DayChart, type Line } from './DayChart';
import type { Period, Scene, WhatIf } from './types';
import { useWhatIfWords } from './words';
import card from '~/shared/card.module.css';
import table from '../kit/table.module.css';

const MEASURES = ['people', 'level', 'wait'] as const;
type Measure = (typeof MEASURES)[number];

interface Props {
  answer: WhatIf;
  kind: Kind;
}

/** The day, half hour by half hour: as a picture, or as its table. */
export function Day({ answer, kind }: Props) {
  const t = useWhatIfWords();
  const [view, setView] = useState('chart');
  const [measure, setMeasure] = useState<Measure>('people');
  const scenes = Object.fromEntries(answer.scenes.map((one) => [one.key, one])) as Record<string, Scene>;
  const [from, to] = openSpan(answer.scenes);

  function save(): void {
    const head = ['time', 'volume', 'people_now', 'people_needed', 'service_level_same', 'wait_s_same', 'service_level_enough'];
    const rows = span(from, to).map((at) => [timeOf(at), volumeOf(scenes, at), scenes['now']?.periods[at]?.agents, scenes['enough']?.periods[at]?.agents, scenes['same']?.periods[at]?.service_level, scenes['same']?.periods[at]?.wait_s, scenes['enough']?.periods[at]?.service_level]);
    download(`hamseda-${kind}.csv`, toCsv(head, rows.map((row) => row.map((one) => one ?? ''))));
  }

  return (
    <section className={card.card}>
      <header className={card.head}>
        <h2>{t('picture.title')}</h2>
        {view === 'chart' && <SegmentedControl size="xs" aria-label={t('picture.what')} value={measure} onChange={(next) => setMeasure(next as Measure)} data={MEASURES.map((value) => ({ value, label: t(`picture.${value}`) }))} />}
        <SegmentedControl size="xs" aria-label={t('view')} value={view} onChange={setView} data={[{ value: 'chart', label: t('view.chart') }, { value: 'table', label: t('view.table') }]} />
        <Button variant="default" size="compact-md" leftSection={<IconDownload size={16} aria-hidden />} onClick={save}>{t('csv')}</Button>
      </header>
      {view === 'chart' ? <Picture measure={measure} scenes={scenes} from={from} to={to} answer={answer} kind={kind} /> : <Rows scenes={scenes} from={from} to={to} />}
    </section>
  );
}

function Picture({ measure, scenes, from, to, answer, kind }: { measure: Measure; scenes: Record<string, Scene>; from: number; to: number; answer: WhatIf; kind: Kind }) {
  const t = useWhatIfWords();
  const w = useWords();
  const { format } = useLanguage();
  const isCrisis = kind === 'crisis';
  const of: Record<Measure, (one: Period) => number | null> = {
    people: (one) => one.agents,
    level: (one) => (one.volume > 0 ? (one.service_level ?? 0) * 100 : null),
    wait: (one) => (one.volume > 0 ? one.wait_s : null),
  };
  const line = (key: string, name: Line['name'], look: Line['look']): Line | null => {
    const scene = scenes[key];
    return scene ? { key, name, look, values: scene.periods.slice(from, to).map(of[measure]) } : null;
  };
  const lines = measure === 'people'
    ? [line('now', t('line.now'), 'ground'), line('enough', t('line.enough'), 'main'), isCrisis ? line('both', t('line.both'), 'other') : null]
    : [line('same', t('line.same'), 'bad'), line('enough', t('line.enoughLevel'), 'main'), isCrisis ? line('eased', t('line.eased'), 'other') : null];
  const isPart = answer.last - answer.first < (scenes['now']?.periods.length ?? 0);
  return (
    <DayChart lines={lines.filter((one) => one !== null)} from={from} minutes={MINUTES} span={isPart && kind !== 'opening' ? [answer.first, answer.last] : null}
      most={measure === 'level' ? 100 : null}
      say={(value) => (measure === 'people' ? `${format.number(value)} ${t('unit.people')}` : measure === 'level' ? t('percent', { n: rounded(value) }) : spell(w, value))}
      tick={(value) => (measure === 'level' ? t('percent', { n: value }) : measure === 'wait' ? (value < 120 ? w('unit.shortSeconds', { n: rounded(value) }) : w('unit.shortMinutes', { n: rounded(value / 60) })) : null)} />
  );
}

function Rows({ scenes, from, to }: { scenes: Record<string, Scene>; from: number; to: number }) {
  const t = useWhatIfWords();
  const w = useWords();
  const { format } = useLanguage();
  const at = (key: string, index: number): Period | undefined => scenes[key]?.periods[index];
  const share = (one: Period | undefined) => (one?.service_level == null ? t('none') : t('percent', { n: percent(one.service_level) }));
  const wait = (one: Period | undefined) => (!one || one.volume === 0 ? t('none') : one.wait_s === null ? t('scenes.endless') : spell(w, one.wait_s));
  return (
    <div className={table.frame} tabIndex={0} role="region" aria-label={t('picture.title')}>
      <table className={table.table}>
        <thead><tr>{(['time', 'volume', 'now', 'needed', 'level', 'wait', 'levelEnough'] as const).map((head) => <th key={head} scope="col">{t(`head.${head}`)}</th>)}</tr></thead>
        <tbody>
          {span(from, to).map((i) => (
            <tr key={i}>
              <th scope="row">{format.digits(timeOf(i))}</th>
              <td>{format.number(rounded(volumeOf(scenes, i)))}</td>
              <td>{format.number(at('now', i)?.agents ?? 0)}</td>
              <td>{format.number(at('enough', i)?.agents ?? 0)}</td>
              <td>{share(at('same', i))}</td>
              <td>{wait(at('same', i))}</td>
              <td>{share(at('enough', i))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Half hours in which anything comes, in any scene. */
function openSpan(scenes: Scene[]): [number, number] {
  const count = scenes[0]?.periods.length ?? 0;
  const busy = span(0, count).filter((at) => scenes.some((one) => (one.periods[at]?.volume ?? 0) > 0.005));
  return busy.length ? [busy[0] as number, (busy.at(-1) as number) + 1] : [0, count];
}

const span = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const volumeOf = (scenes: Record<string, Scene>, at: number): number => scenes['same']?.periods[at]?.volume ?? 0;
export const timeOf = (period: number): string => `${String(Math.floor((period * MINUTES) / 60)).padStart(2, '0')}:${String((period * MINUTES) % 60).padStart(2, '0')}`;
