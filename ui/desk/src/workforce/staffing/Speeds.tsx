import { Switch } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { useLanguage } from '~/i18n/context';
import { useAsk } from '../ask';
import { useWords } from '../words';
import { areSpeeds, readNumber, speedsFor } from './params';
import css from './Speeds.module.css';

/** How much several chats at once slow one another: f(k), for each number of chats that an agent holds. */
export function Speeds() {
  const w = useWords();
  const { ask, set } = useAsk();
  if (ask.concurrency < 2) return null;
  const { speeds } = ask;
  return (
    <div className={css.speeds}>
      <Switch label={w('field.unslowed')} description={w(speeds ? 'field.speedsHint' : 'field.unslowedHint')} checked={speeds === null}
        onChange={(e) => set({ speeds: e.currentTarget.checked ? null : speedsFor(ask.concurrency, null) })} />
      {speeds && (
        <div className={css.row} role="group" aria-label={w('field.speeds')}>
          {speeds.slice(1).map((speed, i) => (
            <Speed key={i} held={i + 2} value={speed} fits={(next) => areSpeeds(speeds.map((one, at) => (at === i + 1 ? next : one)))}
              onChange={(next) => set({ speeds: speeds.map((one, at) => (at === i + 1 ? next : one)) })} />
          ))}
        </div>
      )}
    </div>
  );
}

interface SpeedProps {
  held: number;
  value: number;
  fits: (next: number) => boolean;
  onChange: (next: number) => void;
}

function Speed({ held, value, fits, onChange }: SpeedProps) {
  const w = useWords();
  const { format } = useLanguage();
  const id = useId();
  const [text, setText] = useState(() => format.number(value));
  const typed = readNumber(text);
  const isRight = typed !== null && fits(typed);
  useEffect(() => setText((now) => (readNumber(now) === value ? now : format.number(value))), [value, format]);
  return (
    <div className={css.speed} data-wrong={!isRight || undefined}>
      <label htmlFor={id}>{w('field.speed', { n: held })}</label>
      <input id={id} inputMode="decimal" autoComplete="off" dir="ltr" value={text} aria-invalid={!isRight} aria-describedby={isRight ? undefined : `${id}-error`}
        onChange={(e) => {
          setText(e.target.value);
          const next = readNumber(e.target.value);
          if (next !== null && fits(next)) onChange(next);
        }}
        onBlur={() => !isRight && setText(format.number(value))} />
      {!isRight && <p id={`${id}-error`}>{w('field.speedWrong', { n: held })}</p>}
    </div>
  );
}
