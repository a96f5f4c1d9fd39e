import { SegmentedControl, TextInput } from '@mantine/core';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useLanguage } from '~/i18n/context';
import { rounded } from '../kit/figures';
import { readNumber } from '../staffing/params';
import { usePeopleWords, type PeopleKey } from './words';

const KEPT = 'hamseda.money';
const RIALS = { toman: 10, rial: 1 } as const;
type Unit = keyof typeof RIALS;
const STEPS: [number, PeopleKey][] = [[1e12, 'money.trillion'], [1e9, 'money.billion'], [1e6, 'money.million']];

interface Money {
  unit: Unit;
  choose: (unit: Unit) => void;
  /** Rials in words: «۲۵ میلیون تومان». */
  say: (rial: number) => string;
  name: string;
}

const MoneyContext = createContext<Money | null>(null);

/** Rial or toman, as the reader likes; programs always get rial. */
export function MoneyProvider({ children }: { children: ReactNode }) {
  const p = usePeopleWords();
  const [unit, setUnit] = useState<Unit>(() => (localStorage.getItem(KEPT) === 'rial' ? 'rial' : 'toman'));
  const money = useMemo<Money>(() => {
    const name = p(`money.${unit}`);
    return {
      unit, name,
      choose(next) {
        localStorage.setItem(KEPT, next);
        setUnit(next);
      },
      say(rial) {
        const amount = rial / RIALS[unit];
        const [size, word] = STEPS.find(([least]) => Math.abs(amount) >= least) ?? [1, null];
        return word ? p(word, { n: rounded(amount / size, 2), unit: name }) : p('money.plain', { n: Math.round(amount), unit: name });
      },
    };
  }, [p, unit]);
  return <MoneyContext value={money}>{children}</MoneyContext>;
}

export function useMoney(): Money {
  const money = useContext(MoneyContext);
  if (!money) throw new Error('useMoney outside of MoneyProvider');
  return money;
}

export function MoneyUnit() {
  const p = usePeopleWords();
  const { unit, choose } = useMoney();
  return <SegmentedControl size="xs" aria-label={p('money.unit')} value={unit} onChange={(next) => choose(next as Unit)} data={[{ value: 'toman', label: p('money.toman') }, { value: 'rial', label: p('money.rial') }]} />;
}

interface FieldProps {
  label: string;
  /** In rial; null: not known. */
  value: number | null;
  onChange: (rial: number | null) => void;
  hint?: string;
  error?: string | undefined;
}

/** Money in the reader's unit and digits, read back in words. */
export function MoneyField({ label, value, onChange, hint, error }: FieldProps) {
  const p = usePeopleWords();
  const { format } = useLanguage();
  const { unit, say, name } = useMoney();
  const written = (rial: number | null) => (rial === null ? '' : format.typed(rial / RIALS[unit]));
  const [text, setText] = useState(() => written(value));
  const typed = text.trim() === '' ? null : readNumber(text);
  const isWrong = text.trim() !== '' && (typed === null || typed < 0);
  useEffect(() => {
    setText((now) => ((now.trim() === '' ? null : (readNumber(now) ?? NaN) * RIALS[unit]) === value ? now : written(value)));
  }, [value, unit]);
  return (
    <TextInput label={`${label} (${name})`} value={text} autoComplete="off" inputWrapperOrder={['label', 'input', 'error', 'description']}
      attributes={{ input: { inputMode: 'decimal', dir: text ? 'ltr' : undefined } }} description={value ? say(value) : hint} error={error ?? (isWrong ? p('money.wrong') : undefined)}
      onChange={(e) => {
        setText(e.currentTarget.value);
        const next = e.currentTarget.value.trim() === '' ? null : readNumber(e.currentTarget.value);
        if (e.currentTarget.value.trim() === '' || (next !== null && next >= 0)) onChange(next === null ? null : next * RIALS[unit]);
      }} />
  );
}
