import { useId } from 'react';
import css from './Choose.module.css';

interface Props {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
  isBare?: boolean;
}

/** The browser's own select: quick, quiet, and every screen reader knows it. */
export function Choose({ label, value, options, onChange, isBare = false }: Props) {
  const id = useId();
  return (
    <div className={css.choose}>
      <label htmlFor={id} className={isBare ? 'unseen' : css.label}>{label}</label>
      <select id={id} className={css.select} value={value} onChange={(e) => onChange(e.target.value)}>
        {options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}
      </select>
    </div>
  );
}
