import { useEffect, useId, useState, type ReactNode } from 'react';
import { useLanguage } from '~/i18n/context';
import { readNumber } from '../staffing/params';
import { useWords } from '../words';
import css from './fields.module.css';

interface Props {
  label: string;
  value: number;
  onChange: (value: number) => void;
  unit: string;
  /** What may be typed; the slider runs over a smaller stretch, where most answers lie. */
  bounds: readonly [number, number];
  slide: readonly [number, number, number];
  isWhole?: boolean;
  hint?: ReactNode;
  said?: string;
  isOff?: boolean;
}

/** A number to be typed in any digits, and a slider for trying. */
export function NumberSlider({ label, value, onChange, unit, bounds: [least, most], slide: [from, to, step], isWhole, hint, said, isOff }: Props) {
  const { format } = useLanguage();
  const w = useWords();
  const id = useId();
  const [text, setText] = useState(() => format.typed(value));
  const typed = readNumber(text);
  const isRight = (n: number | null): n is number => n !== null && n >= least && n <= most && (!isWhole || Number.isInteger(n));
  const isWrong = !isRight(typed);
  useEffect(() => {
    setText((now) => (readNumber(now) === value ? now : format.typed(value)));
  }, [value, format]);
  const part = ((Math.min(Math.max(value, from), to) - from) / (to - from)) * 100;
  const about = [hint ? `${id}-hint` : '', isWrong ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined;
  return (
    <div className={css.field}>
      <div className={css.line}>
        <label htmlFor={id}>{label}</label>
        <span className={css.typed} data-wrong={isWrong || undefined}>
          <input id={id} inputMode="decimal" autoComplete="off" dir="ltr" value={text} disabled={isOff} aria-invalid={isWrong} aria-describedby={about}
            style={{ inlineSize: `${Math.max(3, text.length + 1)}ch` }}
            onChange={(e) => {
              setText(e.target.value);
              const next = readNumber(e.target.value);
              if (isRight(next)) onChange(next);
            }}
            onBlur={() => isWrong && setText(format.typed(value))} />
          <span aria-hidden>{unit}</span>
        </span>
      </div>
      <input type="range" className={css.range} style={{ '--part': `${part}%` } as React.CSSProperties} min={from} max={to} step={step} disabled={isOff} value={Math.min(Math.max(value, from), to)}
        aria-label={w('field.slider', { name: label })} aria-valuetext={`${said ?? format.number(value)} ${said ? '' : unit}`.trim()} onChange={(e) => onChange(Number(e.target.value))} />
      {isWrong && <p id={`${id}-error`} className={css.error}>{w(isWhole ? 'field.wholeRange' : 'field.range', { min: least, max: most })}</p>}
      {hint && <p id={`${id}-hint`} className={css.hint}>{hint}</p>}
    </div>
  );
}
