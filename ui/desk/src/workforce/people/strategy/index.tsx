import { Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLanguage } from '~/i18n/context';
import { Broken } from '~/shared/Broken';
import { PageSkeleton } from '~/shared/skeletons';
import { Choices } from '../../kit/Choices';
import { rounded } from '../../kit/figures';
import { Head } from '../../kit/Head';
import { NumberSlider } from '../../kit/NumberSlider';
import { FileMenu } from '../FileMenu';
import { MoneyField, MoneyProvider, MoneyUnit, useMoney } from '../money';
import type { Strategy, StrategyAnswers } from '../types';
import { usePeopleWords, type PeopleKey } from '../words';
import { Follows } from './Follows';
import { useStrategy, type Answer } from './useStrategy';
import card from '~/shared/card.module.css';
import css from './Strategy.module.css';

const SERVICES = ['support', 'service', 'both'] as const;
const CONTACTS = ['faults', 'questions', 'orders', 'complaints', 'follow_up', 'sales', 'survey'] as const;
const MEASURES = ['callback', 'self_service', 'overtime', 'outsourcing', 'cross_training', 'messages'] as const;

/** Five questions before the first hire, what follows from each answer, and the plan to take along. */
export default function StrategyPage() {
  return <MoneyProvider><Asked /></MoneyProvider>;
}

function Asked() {
  const p = usePeopleWords();
  const { unit } = useMoney();
  const strategy = useStrategy();
  if (strategy.query.error) return <Broken onRetry={() => void strategy.query.refetch()} />;
  if (!strategy.query.data) return <PageSkeleton />;
  return (
    <>
      <Head title={p('strategy.title')} text={p('strategy.text')}><MoneyUnit /><FileMenu label={p('strategy.document')} path={`/workforce/strategy/document?money=${unit}`} name="hamseda-plan" /></Head>
      <Questions strategy={strategy.query.data} answer={strategy.answer} answers={strategy.answers} isSaving={strategy.isSaving} />
    </>
  );
}

function Questions({ strategy, answers, answer, isSaving }: { strategy: Strategy; answers: StrategyAnswers; answer: (changes: Answer) => void; isSaving: boolean }) {
  const p = usePeopleWords();
  const number = (name: keyof StrategyAnswers & string, unit: PeopleKey, bounds: readonly [number, number], slide: readonly [number, number, number], scale = 1, hint?: ReactNode) => (
    <NumberSlider label={p(`answer.${name}` as PeopleKey)} unit={p(unit)} value={rounded(Number(answers[name]) * scale, 2)} bounds={bounds} slide={slide} hint={hint} isWhole={name === 'staff'}
      onChange={(value) => answer({ [name]: rounded(value / scale, 4) })} />
  );
  return (
    <div className={css.page}>
      <ol className={css.questions}>
        <Question number={1} title={p('question.service')} follows={<Follows.Kind strategy={strategy} />}>
          <Choices isTitled label={p('question.service')} value={answers.service ?? 'both'} options={SERVICES.map((value) => ({ value, label: p(`service.${value}`), text: p(`service.${value}Text`) }))} onChange={(service) => answer({ service })} />
        </Question>
        <Question number={2} title={p('question.contacts')} follows={<Follows.Contacts strategy={strategy} />}>
          <fieldset className={css.picks}>
            <legend className="unseen">{p('question.contacts')}</legend>
            {CONTACTS.map((one) => <Checkbox key={one} label={p(`contact.${one}`)} checked={answers.contacts?.includes(one) ?? false} onChange={() => answer({ contacts: toggled(answers.contacts ?? [], one) })} />)}
          </fieldset>
          {number('month', 'unit.contacts', [1, 10_000_000], [500, 100_000, 500])}
          {number('outbound_day', 'unit.contacts', [0, 1_000_000], [0, 1000, 10])}
        </Question>
        <Question number={3} title={p('question.growth')} follows={<Follows.Growth strategy={strategy} />}>
          {number('growth_year', 'unit.percent', [-90, 900], [0, 300, 5], 100, p('answer.growthHint'))}
          {number('staff', 'unit.people', [0, 10_000], [0, 200, 1])}
          {number('attrition', 'unit.percent', [0, 50], [0, 15, 0.5], 100)}
        </Question>
        <Question number={4} title={p('question.high')} follows={<Follows.High strategy={strategy} />}>
          {number('peak_factor', 'unit.times', [1, 20], [1, 5, 0.1])}
          <fieldset className={css.picks}>
            <legend>{p('answer.measures')}</legend>
            {MEASURES.map((one) => <Checkbox key={one} label={p(`measure.${one}`)} checked={answers.measures?.includes(one) ?? false} onChange={() => answer({ measures: toggled(answers.measures ?? [], one) })} />)}
          </fieldset>
        </Question>
        <Question number={5} title={p('question.crisis')} follows={<Follows.Crisis strategy={strategy} />}>
          {number('crisis_factor', 'unit.times', [1, 50], [1, 12, 0.5])}
          {number('crisis_hours', 'unit.hours', [0.5, 72], [0.5, 24, 0.5])}
          {number('announced_share', 'unit.percent', [0, 95], [0, 80, 5], 100, p('answer.announcedHint'))}
          {number('callback_share', 'unit.percent', [0, 95], [0, 80, 5], 100)}
        </Question>
        <Question title={p('question.rest')} follows={<Follows.Day strategy={strategy} />}>
          {number('aht_s', 'unit.seconds', [5, 7200], [30, 900, 10])}
          {number('share', 'unit.percent', [1, 99], [50, 98, 1], 100)}
          {number('within_s', 'unit.seconds', [0, 3600], [5, 120, 5])}
          {number('patience_s', 'unit.seconds', [5, 7200], [15, 600, 15])}
          {number('shrinkage', 'unit.percent', [0, 80], [0, 60, 1], 100)}
          <MoneyField label={p('answer.salary_month')} value={answers.salary_month || null} onChange={(salary) => answer({ salary_month: salary ?? 0 })} />
        </Question>
      </ol>
      <p role="status" className={css.saved}>{p(isSaving ? 'strategy.saving' : 'strategy.saved', { n: strategy.given.length })}</p>
    </div>
  );
}

function Question({ number, title, children, follows }: { number?: number; title: string; children: ReactNode; follows: ReactNode }) {
  const p = usePeopleWords();
  const { format } = useLanguage();
  return (
    <li className={css.question}>
      <section className={card.card} aria-label={title}>
        <h2>{number && <span className={css.number} aria-hidden>{format.number(number)}</span>}{title}</h2>
        {children}
      </section>
      <section className={css.follows} aria-label={p('strategy.followsOf', { title })}>
        <h3>{p('strategy.follows')}</h3>
        {follows}
      </section>
    </li>
  );
}

const toggled = <T,>(all: T[], one: T): T[] => (all.includes(one) ? all.filter((each) => each !== one) : [...all, one]);
