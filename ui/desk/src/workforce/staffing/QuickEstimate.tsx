import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useLanguage } from '~/i18n/context';
import { useAsk } from '../ask';
import { percent, rounded, spell } from '../kit/figures';
import type { Staffed } from '../types';
import { useWords } from '../words';
import { BOUNDS, isWithin, quickEstimate, readNumber } from './params';
import type { Answer } from './useStaffing';
import css from './Staffing.module.css';
import card from '~/shared/card.module.css';

const FEWER = 2;

/** L = V / N / D beside the answer, with the sentence why nobody should plan by it. */
export function QuickEstimate({ answer, points }: { answer: Answer; points: Staffed[] }) {
  const w = useWords();
  const { ask } = useAsk();
  const { chosen } = answer;
  const asked = { ...answer.ask, month: ask.month, days: ask.days };
  const quick = quickEstimate(asked, chosen.agents);
  const fewer = points.find((point) => point.agents === chosen.agents - FEWER);
  return (
    <section className={card.card} aria-labelledby="quick-title">
      <h2 id="quick-title">{w('quick.title')}</h2>
      <div className={css.quick}>
        <div className={css.formula}>
          <strong dir="ltr">L = V ÷ N ÷ D</strong>
          <p>{quick === null ? w('quick.nobody') : w(ask.month === null ? 'quick.interval' : 'quick.month', { l: rounded(quick), volume: ask.month ?? answer.ask.volume, n: chosen.agents, days: ask.days })}</p>
        </div>
        <div className={css.inputs}>
          <Amount label={w('quick.volume')} name="month" placeholder={w('quick.none')} />
          <Amount label={w('quick.days')} name="days" />
        </div>
      </div>
      <p className={css.why}>
        {w('quick.why')}
        {quick !== null && fewer && fewer.agents > 0 && chosen.service_level !== null && ' '}
        {quick !== null && fewer && fewer.agents > 0 && chosen.service_level !== null && w(fewer.service_level === null ? 'quick.overload' : 'quick.contrast', {
          n: fewer.agents, l: rounded(quickEstimate(asked, fewer.agents) ?? 0), before: rounded(quick), span: spell(w, answer.ask.within),
          level: percent(chosen.service_level), less: percent(fewer.service_level ?? 0),
        })}
      </p>
    </section>
  );
}

/** A number in any digits; the month may stay empty. */
function Amount({ label, name, placeholder }: { label: string; name: 'month' | 'days'; placeholder?: string }) {
  const w = useWords();
  const { format } = useLanguage();
  const { ask, set } = useAsk();
  const value = ask[name];
  const written = value === null ? '' : format.typed(value);
  const [text, setText] = useState(written);
  const read = (typed: string) => (typed.trim() === '' && name === 'month' ? null : readNumber(typed));
  const isRight = (typed: string) => {
    const number = read(typed);
    return (number === null && name === 'month' && typed.trim() === '') || (number !== null && isWithin(name, number));
  };
  useEffect(() => setText((now) => (read(now) === value ? now : written)), [value, written]);
  return (
    <TextInput label={label} value={text} placeholder={placeholder} autoComplete="off" attributes={{ input: { inputMode: 'numeric', dir: text ? 'ltr' : undefined } }}
      error={isRight(text) ? undefined : w('field.range', { min: BOUNDS[name][0], max: BOUNDS[name][1] })}
      onChange={(e) => {
        setText(e.currentTarget.value);
        if (isRight(e.currentTarget.value)) set(name === 'month' ? { month: read(e.currentTarget.value) } : { days: read(e.currentTarget.value) as number });
      }} />
  );
}
