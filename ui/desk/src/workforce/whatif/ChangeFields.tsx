import { SegmentedControl, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLanguage } from '~/i18n/context';
import { Choices } from '../kit/Choices';
import { NumberSlider } from '../kit/NumberSlider';
import { BOUNDS, closingOf, type Ask, type Kind } from './ask';
import type { WhatIfKey } from './messages';
import { useWhatIfWords } from './words';
import css from './WhatIf.module.css';
import card from '~/shared/card.module.css';

const QUICK = [1.5, 2, 3];
const MESSAGES = '';

interface Props {
  kind: Kind;
  ask: Ask;
  set: (changes: Partial<Ask>) => void;
  names: string[];
}

/** The sliders of one question. */
export function ChangeFields(props: Props) {
  const t = useWhatIfWords();
  const Fields = FIELDS[props.kind];
  return (
    <section className={`${card.card} ${css.change}`} aria-label={t('change')}>
      <h2>{t('change')}</h2>
      <Fields {...props} />
    </section>
  );
}

const FIELDS: Record<Kind, (props: Props) => ReactNode> = {
  growth: Growth, crisis: Crisis, pooling: ({ kind }) => <How kind={kind} />, 'cross-training': ({ kind }) => <How kind={kind} />,
  closing: Closing, opening: Opening, containment: Containment,
};

function Growth({ ask, set }: Props) {
  const t = useWhatIfWords();
  const { format } = useLanguage();
  return (
    <>
      <NumberSlider label={t('growth.factor')} unit={t('unit.times')} value={ask.factor} bounds={BOUNDS.factor} slide={[0.5, 5, 0.1]} onChange={(factor) => set({ factor })} />
      <SegmentedControl fullWidth aria-label={t('growth.factor')} value={String(ask.factor)} onChange={(factor) => set({ factor: Number(factor) })} data={QUICK.map((n) => ({ value: String(n), label: t('growth.quick', { n: format.number(n) }) }))} />
    </>
  );
}

function Crisis({ ask, set }: Props) {
  const t = useWhatIfWords();
  return (
    <>
      <NumberSlider label={t('crisis.factor')} unit={t('unit.times')} value={ask.crisis} bounds={BOUNDS.crisis} slide={[1, 10, 0.5]} onChange={(crisis) => set({ crisis })} />
      <NumberSlider label={t('crisis.hours')} unit={t('unit.hours')} value={ask.hours} bounds={BOUNDS.hours} slide={[0.5, 12, 0.5]} onChange={(hours) => set({ hours })} />
      <div className={css.choice}>
        <span aria-hidden>{t('crisis.when')}</span>
        <SegmentedControl fullWidth aria-label={t('crisis.when')} value={ask.begins === null ? 'busiest' : 'at'} onChange={(when) => set({ begins: when === 'at' ? 10 : null })} data={(['busiest', 'at'] as const).map((value) => ({ value, label: t(`crisis.${value}`) }))} />
      </div>
      {ask.begins !== null && <Hour name="crisis.first" value={ask.begins} onChange={(begins) => set({ begins })} />}
      <Percent name="crisis.announced" value={ask.announced} onChange={(announced) => set({ announced })} hint="crisis.announcedHint" />
      <Percent name="crisis.callback" value={ask.callback} onChange={(callback) => set({ callback })} hint="crisis.callbackHint" />
    </>
  );
}

function How({ kind }: { kind: Kind }) {
  const t = useWhatIfWords();
  return <p>{t(kind === 'pooling' ? 'pooling.how' : 'cross-training.how')}</p>;
}

function Closing({ ask, set, names }: Props) {
  const t = useWhatIfWords();
  const { type, to } = closingOf(ask, names);
  const others = names.filter((name) => name !== type);
  return (
    <>
      <Select label={t('closing.type')} value={type || null} data={names} allowDeselect={false} onChange={(chosen) => set({ type: chosen ?? '' })} />
      <Hour name="closing.from" value={ask.closedFrom} onChange={(closedFrom) => set({ closedFrom, closedUntil: Math.max(ask.closedUntil, closedFrom + 0.5) })} />
      <Hour name="closing.until" value={ask.closedUntil} onChange={(closedUntil) => set({ closedUntil, closedFrom: Math.min(ask.closedFrom, closedUntil - 0.5) })} />
      <Choices label={t('closing.to')} value={to ?? MESSAGES} onChange={(chosen) => set({ to: chosen === MESSAGES ? null : chosen })}
        options={[{ value: MESSAGES, label: t('closing.messages'), text: t('closing.messagesText') }, ...others.map((name) => ({ value: name, label: name, text: t('closing.otherText') }))]} />
      <Percent name="closing.follow" value={ask.follow} onChange={(follow) => set({ follow })} />
    </>
  );
}

function Opening({ ask, set }: Props) {
  return (
    <>
      <Hour name="opening.from" value={ask.openFrom} onChange={(openFrom) => set({ openFrom, openUntil: Math.max(ask.openUntil, openFrom + 0.5) })} />
      <Hour name="opening.until" value={ask.openUntil} onChange={(openUntil) => set({ openUntil, openFrom: Math.min(ask.openFrom, openUntil - 0.5) })} />
      <Percent name="opening.moved" value={ask.moved} onChange={(moved) => set({ moved })} hint="opening.movedHint" />
      <Percent name="opening.beyond" value={ask.beyond} bounds={BOUNDS.beyond} onChange={(beyond) => set({ beyond })} hint="opening.beyondHint" />
    </>
  );
}

function Containment({ ask, set }: Props) {
  const t = useWhatIfWords();
  return (
    <>
      <Percent name="containment.share" value={ask.share} onChange={(share) => set({ share })} />
      <NumberSlider label={t('containment.steps')} unit={t('unit.steps')} isWhole value={ask.steps} bounds={BOUNDS.steps} slide={[1, 2, 1]} onChange={(steps) => set({ steps })} hint={t('containment.stepsHint')} />
    </>
  );
}

function Percent({ name, value, onChange, hint, bounds = BOUNDS.part }: { name: WhatIfKey; value: number; onChange: (value: number) => void; hint?: WhatIfKey; bounds?: readonly [number, number] }) {
  const t = useWhatIfWords();
  return <NumberSlider label={t(name)} unit={t('unit.percent')} value={value} bounds={bounds} slide={[0, 100, 1]} onChange={onChange} hint={hint && t(hint)} />;
}

function Hour({ name, value, onChange }: { name: WhatIfKey; value: number; onChange: (value: number) => void }) {
  const t = useWhatIfWords();
  return <NumberSlider label={t(name)} unit={t('unit.hour')} value={value} bounds={BOUNDS.hour} slide={[0, 24, 0.5]} onChange={onChange} />;
}
