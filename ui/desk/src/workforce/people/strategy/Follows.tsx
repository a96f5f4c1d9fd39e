import { SegmentedControl } from '@mantine/core';
import { IconFlame, IconTrendingUp } from '@tabler/icons-react';
import { useState } from 'react';
import { useLanguage } from '~/i18n/context';
import { Big } from '../../kit/Big';
import { percent, rounded } from '../../kit/figures';
import { sidesOf } from '../../kit/sides';
import { useMoney } from '../money';
import type { Strategy } from '../types';
import { usePeopleWords } from '../words';
import css from './Strategy.module.css';
import table from '../../kit/table.module.css';

type Props = { strategy: Strategy };

/** What follows from each answer, at once. */
export const Follows = { Kind, Contacts, Growth, High, Crisis, Day };

function Kind({ strategy: { answers, outcome } }: Props) {
  const p = usePeopleWords();
  return (
    <>
      <p>{p(`follows.${answers.service ?? 'both'}`)}</p>
      {answers.service === 'both' && (
        <div className={css.pair}>
          <Big value={outcome.pooling.together} text={p('follows.together')} isMain />
          <Big value={outcome.pooling.apart} text={p('follows.apart')} />
        </div>
      )}
    </>
  );
}

function Contacts({ strategy: { outcome, answers } }: Props) {
  const p = usePeopleWords();
  return (
    <>
      <Big value={outcome.people} text={p('follows.people', { peak: outcome.peak })} isMain />
      {(answers.outbound_day ?? 0) > 0 ? <p>{p('follows.outbound', { n: outcome.outbound_people })}</p> : outcome.is_outbound && <p className={css.hint}>{p('follows.noOutbound')}</p>}
    </>
  );
}

function Growth({ strategy: { outcome, answers } }: Props) {
  const p = usePeopleWords();
  const { say } = useMoney();
  const months = outcome.growth.groups[0]?.months ?? [];
  const [first, last] = [months[0], months.at(-1)];
  const cost = outcome.growth.costs.reduce((sum, one) => sum + one.total, 0);
  if (!first || !last) return null;
  return (
    <>
      <div className={css.pair}>
        <Big value={Math.round(first.required.p50)} text={p('follows.first')} />
        <IconTrendingUp className={css.arrow} aria-hidden />
        <Big value={Math.round(last.required.p50)} text={p('follows.last')} isMain />
      </div>
      <p>{p('follows.train', { n: months.reduce((sum, one) => sum + one.start, 0) })}</p>
      {(answers.salary_month ?? 0) > 0 && <p>{p('follows.cost', { cost: say(cost) })}</p>}
    </>
  );
}

function High({ strategy: { outcome: { high } } }: Props) {
  const p = usePeopleWords();
  return (
    <>
      <Big value={high.needed.agents - high.usual.agents} text={p('follows.more')} isMain />
      <p>{p('follows.otherwise', { n: percent(high.usual.abandon), wait: Math.round(high.usual.wait_s) })}</p>
    </>
  );
}

function Crisis({ strategy: { outcome: { crisis } } }: Props) {
  const p = usePeopleWords();
  const { format } = useLanguage();
  const rows = [['usual', crisis.usual], ['announced', crisis.announced], ['helped', crisis.announced_needed], ['needed', crisis.needed]] as const;
  return (
    <>
      <p className={css.alarm}><IconFlame size={20} aria-hidden />{p('follows.lost', { n: crisis.lost, less: crisis.lost_announced })}</p>
      <div className={table.frame} tabIndex={0} role="region" aria-label={p('follows.crisisTable')}>
        <table className={table.table}>
          <thead><tr>{[p('crisis.case'), p('crisis.agents'), p('crisis.level'), p('crisis.abandon')].map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
          <tbody>
            {rows.map(([name, one]) => (
              <tr key={name}>
                <th scope="row">{p(`crisis.${name}`)}</th>
                <td>{format.number(one.agents)}</td><td>{p('percent', { n: percent(one.service_level) })}</td><td>{p('percent', { n: percent(one.abandon) })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>{crisis.clear_h === null ? p('follows.never', { n: crisis.callbacks }) : p('follows.clear', { n: crisis.callbacks, h: rounded(crisis.clear_h) })}</p>
    </>
  );
}

const HEIGHT = 120;

/** A usual day: people needed by half hour; time runs as the page is read. */
function Day({ strategy: { outcome: { periods, peak } } }: Props) {
  const p = usePeopleWords();
  const { format, locale } = useLanguage();
  const wide = 10;
  const width = periods.length * wide;
  const side = sidesOf(width, locale);
  const clock = (minutes: number) => format.digits(`${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`);
  const busiest = periods.find((one) => one.agents === peak);
  const said = p('follows.daySaid', { n: peak, time: clock(busiest?.start_min ?? 0) });
  const [view, setView] = useState('chart');
  return (
    <>
      <SegmentedControl size="xs" className={css.view} aria-label={p('view')} value={view} onChange={setView} data={[{ value: 'chart', label: p('view.chart') }, { value: 'table', label: p('view.table') }]} />
      {view === 'chart' ? picture() : rows()}
      <p>{said}</p>
    </>
  );

  function picture() {
    return (
      <>
        <svg className={css.day} viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={said}>
          {periods.map((one, i) => {
            const high = ((HEIGHT - 4) * one.agents) / Math.max(1, peak);
            return <rect key={one.start_min} x={side.left(i * wide + 1, wide - 2)} y={HEIGHT - high} width={wide - 2} height={high} rx={1.5} data-peak={one.agents === peak || undefined}><title>{p('follows.half', { time: clock(one.start_min), n: one.agents })}</title></rect>;
          })}
        </svg>
        <p className={css.ends}><span>{clock(periods[0]?.start_min ?? 0)}</span><span>{clock((periods.at(-1)?.start_min ?? 0) + 30)}</span></p>
      </>
    );
  }

  /** The twin of the picture. */
  function rows() {
    return (
      <div className={table.frame} tabIndex={0} role="region" aria-label={p('question.rest')}>
        <table className={table.table}>
          <thead><tr>{[p('coverage.hour'), p('unit.contacts'), p('crisis.agents')].map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
          <tbody>{periods.map((one) => <tr key={one.start_min}><th scope="row">{clock(one.start_min)}</th><td>{format.number(rounded(one.volume))}</td><td>{format.number(one.agents)}</td></tr>)}</tbody>
        </table>
      </div>
    );
  }
}
