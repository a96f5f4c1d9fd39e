import { useId } from 'react';
import css from './fields.module.css';

interface Props<V extends string> {
  label: string;
  value: V;
  onChange: (value: V) => void;
  options: { value: V; label: string; text: string }[];
  /** Its label stands above it already. */
  isTitled?: boolean;
}

/** One of a few, each with the sentence that tells what it means. */
export function Choices<V extends string>({ label, value, onChange, options, isTitled }: Props<V>) {
  const id = useId();
  return (
    <fieldset className={css.choices}>
      <legend className={isTitled ? 'unseen' : undefined}>{label}</legend>
      {options.map((o) => (
        <label key={o.value} className={css.choice}>
          <input type="radio" name={id} value={o.value} checked={o.value === value} onChange={() => onChange(o.value)} />
          <strong>{o.label}</strong>
          <small>{o.text}</small>
        </label>
      ))}
    </fieldset>
  );
}
