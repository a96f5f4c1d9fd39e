import { ActionIcon, Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useLanguage } from '~/i18n/context';
import { rounded } from '../kit/figures';
import { NumberSlider } from '../kit/NumberSlider';
import { MoneyField } from '../people/money';
import { readNumber } from '../staffing/params';
import { BOUNDS, type Figures, type Prices, type Question } from './ask';
import type { Model, OwnBase } from './types';
import { useWhatIfWords } from './words';
import css from './WhatIf.module.css';
import card from '~/shared/card.module.css';

const MOST_DEPARTMENTS = 8;

interface Props {
  question: Question;
  own: OwnBase | undefined;
  onChange: (changes: Partial<Question>) => void;
}

/** The centre that is asked about: a usual day of one's own, or a few figures; and what waiting costs. */
export function Base({ question, own, onChange }: Props) {
  const t = useWhatIfWords();
  const isOwn = question.source === 'own';
  const isEmpty = isOwn && own?.model === null;
  return (
    <>
      <section className={card.card} aria-label={t('base.title')}>
        <h2>{t('base.title')}</h2>
        <SegmentedControl fullWidth aria-label={t('base.source')} value={question.source} onChange={(source) => onChange({ source: source as Question['source'] })} data={[{ value: 'own', label: t('base.own') }, { value: 'typed', label: t('base.typed') }]} />
        {isOwn && <NumberSlider label={t('base.days')} unit={t('unit.days')} isWhole value={question.days} bounds={BOUNDS.days} slide={[1, 92, 1]} onChange={(days) => onChange({ days })} />}
        {isOwn && own?.model && <OwnDay own={own} />}
        {(isEmpty || !isOwn) && (
          <>
            <p className={css.sample} role={isEmpty ? 'status' : undefined}>{t(isEmpty ? 'base.none' : 'base.usual')}</p>
            <Typed figures={question.figures} set={(changes) => onChange({ figures: { ...question.figures, ...changes } })} />
          </>
        )}
      </section>
      <Priced prices={question.prices} set={(changes) => onChange({ prices: { ...question.prices, ...changes } })} />
    </>
  );
}

function OwnDay({ own }: { own: OwnBase }) {
  const t = useWhatIfWords();
  const { format } = useLanguage();
  const model = own.model as unknown as Model;
  const sum = (values: number[]) => values.reduce((all, one) => all + one, 0);
  const volume = sum(model.types.map((one) => sum(one.arrivals.per_period)));
  const people = Math.max(...(model.groups[0]?.agents ?? [0]).map((_, at) => sum(model.groups.map((group) => group.agents[at] ?? 0))));
  const day = (text: string) => format.day(`${text}T12:00:00Z`);
  return (
    <>
      <p>{t('base.ownText', { first: day(own.first), last: day(own.last), volume: rounded(volume, 0), people })}</p>
      {own.waiting.length > 0 && <p className={card.faint}>{t('base.waiting', { names: own.waiting.join(' · ') })}</p>}
      {own.left_out.length > 0 && <p className={card.faint}>{t('base.leftOut', { names: own.left_out.join(' · ') })}</p>}
    </>
  );
}

function Typed({ figures, set }: { figures: Figures; set: (changes: Partial<Figures>) => void }) {
  const t = useWhatIfWords();
  const { departments } = figures;
  const change = (at: number, changes: Partial<Figures['departments'][number]>) => set({ departments: departments.map((one, i) => (i === at ? { ...one, ...changes } : one)) });
  const percent = { unit: t('unit.percent') };
  return (
    <>
      <fieldset className={css.departments}>
        <legend>{t('base.departments')}</legend>
        {departments.map((one, at) => (
          <div key={at} className={css.department}>
            <TextInput aria-label={t('base.name')} value={one.name} maxLength={80} onChange={(e) => change(at, { name: e.currentTarget.value })} error={!one.name.trim()} />
            {departments.length > 1 && <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('base.remove', { name: one.name })} onClick={() => set({ departments: departments.filter((_, i) => i !== at) })}><IconX size={18} aria-hidden /></ActionIcon>}
            <Amount label={t('base.day')} value={one.day} onChange={(day) => change(at, { day })} />
            <Amount label={t('base.aht')} value={one.aht} onChange={(aht) => change(at, { aht })} />
          </div>
        ))}
        {departments.length < MOST_DEPARTMENTS && <Button variant="light" leftSection={<IconPlus size={17} aria-hidden />} onClick={() => set({ departments: [...departments, { name: fresh(), day: 300, aht: 240 }] })}>{t('base.add')}</Button>}
      </fieldset>
      <NumberSlider label={t('base.opens')} unit={t('unit.hour')} value={figures.opens} bounds={BOUNDS.hour} slide={[0, 24, 0.5]} onChange={(opens) => set({ opens: Math.min(opens, 23.5), closes: Math.max(figures.closes, opens + 0.5) })} />
      <NumberSlider label={t('base.closes')} unit={t('unit.hour')} value={figures.closes} bounds={BOUNDS.hour} slide={[0, 24, 0.5]} onChange={(closes) => set({ closes: Math.max(closes, 0.5), opens: Math.min(figures.opens, closes - 0.5) })} />
      <NumberSlider label={t('base.share')} {...percent} value={figures.share} bounds={BOUNDS.share} slide={[50, 99, 1]} onChange={(share) => set({ share })} />
      <NumberSlider label={t('base.within')} unit={t('unit.seconds')} value={figures.within} bounds={BOUNDS.within} slide={[0, 180, 5]} onChange={(within) => set({ within })} />
      <NumberSlider label={t('base.patience')} unit={t('unit.seconds')} value={figures.patience} bounds={BOUNDS.patience} slide={[10, 600, 10]} onChange={(patience) => set({ patience })} />
      <NumberSlider label={t('base.shrinkage')} {...percent} value={figures.shrinkage} bounds={BOUNDS.shrinkage} slide={[0, 60, 1]} onChange={(shrinkage) => set({ shrinkage })} />
    </>
  );

  function fresh(): string {
    let n = departments.length + 1;
    while (departments.some((one) => one.name === t('first.new', { n }))) n += 1;
    return t('first.new', { n });
  }
}

/** A number typed in any digits; what cannot be meant changes nothing and says so. */
function Amount({ label, value, onChange }: { label: string; value: number; onChange: (value: number) => void }) {
  const t = useWhatIfWords();
  const { format } = useLanguage();
  const [text, setText] = useState(() => format.typed(value));
  const typed = readNumber(text);
  const isRight = (n: number | null): n is number => n !== null && n > 0 && n <= 200_000;
  return (
    <TextInput label={label} value={text} autoComplete="off" attributes={{ input: { inputMode: 'decimal', dir: 'ltr' } }} error={isRight(typed) ? undefined : t('base.wrong')}
      onChange={(e) => {
        setText(e.currentTarget.value);
        const next = readNumber(e.currentTarget.value);
        if (isRight(next)) onChange(next);
      }} />
  );
}

function Priced({ prices, set }: { prices: Prices; set: (changes: Partial<Prices>) => void }) {
  const t = useWhatIfWords();
  return (
    <section className={card.card} aria-label={t('cost.title')}>
      <h2>{t('cost.title')}</h2>
      <p>{t('cost.text')}</p>
      <MoneyField label={t('cost.agent')} value={prices.agent} onChange={(agent) => set({ agent })} />
      <MoneyField label={t('cost.waited')} value={prices.waited} onChange={(waited) => set({ waited })} />
      <MoneyField label={t('cost.lost')} value={prices.lost} onChange={(lost) => set({ lost })} />
    </section>
  );
}
