import { Button } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLanguage, type Translate } from '~/i18n/context';
import { useAsk } from '../ask';
import { Big } from '../kit/Big';
import { percent, rounded, spell } from '../kit/figures';
import { NumberSlider } from '../kit/NumberSlider';
import type { WorkforceKey } from '../messages';
import type { Staffed } from '../types';
import { useWords } from '../words';
import { BOUNDS } from './params';
import type { Answer } from './useStaffing';
import css from './Staffing.module.css';
import card from '~/shared/card.module.css';

/** The answer in large figures and in plain words. */
export function AnswerCard({ answer }: { answer: Answer }) {
  const w = useWords();
  const { format } = useLanguage();
  const { ask, set } = useAsk();
  const { needed, chosen } = answer;
  const isOwn = answer.ask.agents !== null;
  return (
    <section className={card.card} aria-label={w('answer')} data-tone={chosen.unstable ? 'bad' : undefined}>
      <div className={css.top} aria-live="polite">
        <Big value={format.number(chosen.agents)} text={w('answer.agents')} isMain />
        <span className={css.arrow} aria-hidden />
        <Big value={format.number(chosen.scheduled)} text={w('answer.scheduled')} />
        <p className={css.verdict} data-tone={verdictTone(answer)}>{verdict(w, answer)}</p>
      </div>
      <NumberSlider label={w('field.agents')} unit={w('unit.people')} isWhole value={ask.agents ?? chosen.agents} bounds={BOUNDS.agents}
        slide={[0, Math.max(20, 2 * needed.agents, chosen.agents), 1]} onChange={(agents) => set({ agents })}
        hint={isOwn ? undefined : w('field.agentsHint')} />
      {isOwn && chosen.agents !== needed.agents && <Button variant="light" size="compact-md" className={css.back} leftSection={<IconArrowBackUp size={16} aria-hidden className="mirrored" />} onClick={() => set({ agents: null })}>{w('answer.back', { n: needed.agents })}</Button>}
      {chosen.unstable
        ? <div className={css.unstable} role="alert"><IconAlertTriangle size={22} aria-hidden /><div><strong>{w('unstable')}</strong><p>{w('unstable.means', { load: rounded(chosen.load_erlang), n: needed.agents })}</p></div></div>
        : <><Figures answer={answer} /><Sentences answer={answer} /></>}
    </section>
  );
}

/** The answer in a line that stays in sight where there is no room beside the question. */
export function Brief({ answer: { chosen } }: { answer: Answer }) {
  const w = useWords();
  return (
    <p className={css.brief} aria-hidden data-tone={chosen.unstable ? 'bad' : undefined}>
      <strong>{w('brief', { agents: chosen.agents, scheduled: chosen.scheduled })}</strong>
      <span>{chosen.unstable ? w('unstable') : chosen.service_level === null ? w('none') : w('percent', { n: percent(chosen.service_level) })}</span>
    </p>
  );
}

const verdictTone = ({ needed, chosen }: Answer) => (chosen.agents < needed.agents ? 'bad' : chosen.agents > needed.agents ? 'warn' : 'good');

function verdict(w: Translate<WorkforceKey>, { ask, needed, chosen }: Answer): string {
  if (ask.volume === 0) return w('verdict.nothing');
  const difference = chosen.agents - needed.agents;
  if (difference === 0) return w('verdict.enough', { share: ask.share, span: spell(w, ask.within) });
  return w(difference < 0 ? 'verdict.few' : 'verdict.many', { n: Math.abs(difference), needed: needed.agents });
}

function Figures({ answer: { ask, chosen } }: { answer: Answer }) {
  const w = useWords();
  const share = (value: number | null) => (value === null ? w('none') : w('percent', { n: percent(value) }));
  const span = (value: number | null) => (value === null ? w('none') : spell(w, value));
  const rows: [WorkforceKey, ReactNode, boolean?][] = [
    ['figure.level', share(chosen.service_level), chosen.service_level !== null && chosen.service_level * 100 < ask.share],
    ['figure.wait', span(chosen.wait_mean_s)],
    ['figure.abandon', share(chosen.abandon)],
    ['figure.occupancy', share(chosen.occupancy)],
  ];
  return (
    <dl className={card.figures}>
      {rows.map(([name, value, isLow]) => <div key={name} data-low={isLow || undefined}><dt>{w(name)}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

function Sentences({ answer }: { answer: Answer }) {
  const w = useWords();
  return <ul className={css.sentences}>{sentences(w, answer).map((said) => <li key={said}>{said}</li>)}</ul>;
}

/** Everything that the figures say, as one would say it to somebody. */
export function sentences(w: Translate<WorkforceKey>, { ask, chosen }: Answer): string[] {
  const noun = w(ask.concurrency > 1 ? 'noun.chats' : 'noun.calls');
  const said = [w('say.work', { volume: ask.volume, noun, span: spell(w, ask.minutes * 60), aht: spell(w, ask.aht), load: rounded(chosen.load_erlang) })];
  if (ask.volume === 0) return [...said, w('say.nothing')];
  if (ask.shrinkage > 0) said.push(w('say.shrinkage', { n: ask.shrinkage, agents: chosen.agents, scheduled: chosen.scheduled }));
  if (chosen.service_level !== null) said.push(w(`say.level.${ask.definition}`, { n: percent(chosen.service_level), span: spell(w, ask.within) }));
  said.push(...waits(w, ask.patience !== null, chosen));
  if (chosen.occupancy !== null) said.push(w('say.occupancy', { n: percent(chosen.occupancy) }));
  return said;
}

function waits(w: Translate<WorkforceKey>, isImpatient: boolean, { p_wait, asa_s, wait_mean_s, abandon }: Staffed): string[] {
  const said: string[] = [];
  if (p_wait !== null && wait_mean_s !== null) said.push(w('say.wait', { n: percent(p_wait), span: spell(w, wait_mean_s) }));
  if (!isImpatient) return [...said, w('say.endless')];
  if (abandon !== null) said.push(w('say.abandon', { n: percent(abandon) }));
  if (asa_s !== null) said.push(w('say.asa', { span: spell(w, asa_s) }));
  return said;
}
