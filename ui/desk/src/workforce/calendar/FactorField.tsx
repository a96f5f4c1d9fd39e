import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLanguage } from '~/i18n/context';
import { rounded } from '../kit/figures';
import { readNumber } from '../staffing/params';
import { useWords } from '../words';

const LEAST = 0.01;
const MOST = 20;

/** How much such a day brings against an ordinary one; empty: the history alone decides. */
export function FactorField({ value, error, onChange }: { value: number | null; error?: string; onChange: (value: number | null) => void }) {
  const w = useWords();
  const { format } = useLanguage();
  const [text, setText] = useState(value === null ? '' : format.typed(value));
  const read = readNumber(text);
  const isWrong = text.trim() !== '' && (read === null || read < LEAST || read > MOST);
  const means = read === null || isWrong ? w('calendar.factorHint') : w(read < 1 ? 'calendar.factorLess' : 'calendar.factorMore', { n: rounded(Math.abs(read - 1) * 100, 1) });
  return (
    <TextInput label={w('calendar.factor')} description={means} inputWrapperOrder={['label', 'input', 'error', 'description']} value={text} placeholder={w('calendar.learned')} autoComplete="off"
      error={error ?? (isWrong ? w('field.range', { min: LEAST, max: MOST }) : undefined)} attributes={{ input: { inputMode: 'decimal', dir: text ? 'ltr' : undefined } }}
      onChange={(e) => {
        setText(e.currentTarget.value);
        const next = readNumber(e.currentTarget.value);
        if (!e.currentTarget.value.trim()) onChange(null);
        else if (next !== null && next >= LEAST && next <= MOST) onChange(next);
      }} />
  );
}
