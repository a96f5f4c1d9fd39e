import { Checkbox, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { useEffect, useState, type FocusEvent, type ReactNode } from 'react';
import { useLanguage } from '~/i18n/context';
import { latinDigits } from '~/i18n/format';
import { readClock, readDay, writeDay } from './days';
import { useTexts } from './texts';
import css from './kit.module.css';

/* What a field means stands below it, so that fields side by side begin on one line. */
const ORDER: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'error', 'description'];

interface Common {
  label: string;
  hint?: ReactNode;
  error?: string;
  isOff?: boolean;
}

interface TextProps extends Common {
  value: string;
  onChange: (value: string) => void;
  isLatin?: boolean;
  required?: boolean;
  lines?: number;
  placeholder?: string;
  type?: string;
  autoFocus?: boolean;
  onFocus?: (event: FocusEvent<HTMLInputElement>) => void;
  /** Where the first letter does not tell which way a text runs. */
  dir?: 'rtl' | 'ltr' | undefined;
}

export function TextField({ label, hint, error, isOff, value, onChange, isLatin, required, lines, placeholder, type, autoFocus, onFocus, dir: told }: TextProps) {
  const { locale } = useLanguage();
  const dir = told ?? (isLatin ? 'ltr' : value ? 'auto' : locale === 'fa' ? 'rtl' : 'ltr');
  const shared = {
    label, description: hint, inputWrapperOrder: ORDER, error, value, required, placeholder, disabled: isOff, attributes: { input: { dir } },
    ...(autoFocus ? { 'data-autofocus': true } : {}),
  };
  if (lines) return <Textarea {...shared} autosize minRows={lines} maxRows={14} onChange={(e) => onChange(e.currentTarget.value)} />;
  return <TextInput {...shared} type={type} autoComplete={type === 'password' ? 'new-password' : 'off'} onFocus={onFocus} onChange={(e) => onChange(e.currentTarget.value)} />;
}

/** As the server shows a secret that it keeps; sent back like this, the secret stays. */
export const HIDDEN = '••••';

/** A secret: what is kept is not shown, and what is typed stands in place of all of it. */
export function SecretField({ hint, value, onChange, ...rest }: TextProps) {
  const a = useTexts();
  return (
    <TextField {...rest} type="password" hint={value === HIDDEN ? a('field.secretKept') : hint} value={value}
      onFocus={(e) => { if (value === HIDDEN) e.currentTarget.select(); }} onChange={(typed) => onChange(value === HIDDEN ? typed.replaceAll('•', '') : typed)} />
  );
}

interface NumberProps extends Common {
  value: number;
  onChange: (value: number) => void;
  unit?: string;
  min?: number;
  max?: number;
}

/** A number as people type it, in any digits; it counts once it is one. */
export function NumberField({ label, hint, error, isOff, value, onChange, unit, min = 0, max = 86_400 }: NumberProps) {
  const { format } = useLanguage();
  const a = useTexts();
  const [text, setText] = useState(() => format.typed(value));
  const typed = Number(latinDigits(text.trim()).replace('٫', '.'));
  const isRight = text.trim() !== '' && Number.isFinite(typed) && typed >= min && typed <= max;
  useEffect(() => {
    setText((now) => (Number(latinDigits(now.trim()).replace('٫', '.')) === value ? now : format.typed(value)));
  }, [value, format]);
  return (
    <TextInput label={label} description={hint} inputWrapperOrder={ORDER} disabled={isOff} value={text} className={css.number} autoComplete="off"
      error={error ?? (isRight ? undefined : a('field.range', { min, max }))} attributes={{ input: { inputMode: 'decimal' } }}
      rightSection={unit && <span className={css.unit}>{unit}</span>} rightSectionWidth={unit ? 68 : undefined} rightSectionPointerEvents="none"
      onChange={(e) => {
        setText(e.currentTarget.value);
        const next = Number(latinDigits(e.currentTarget.value.trim()).replace('٫', '.'));
        if (e.currentTarget.value.trim() !== '' && Number.isFinite(next) && next >= min && next <= max) onChange(next);
      }} />
  );
}

interface MaybeNumberProps extends Omit<NumberProps, 'value' | 'onChange'> {
  value: number | null;
  onChange: (value: number | null) => void;
  /** What holds while nothing is written. */
  none: string;
}

/** A number that may be left empty. */
export function MaybeNumberField({ label, hint, error, isOff, value, onChange, unit, none, min = 0, max = 86_400 }: MaybeNumberProps) {
  const { format } = useLanguage();
  const a = useTexts();
  const written = (number: number | null) => (number === null ? '' : format.typed(number));
  const [text, setText] = useState(() => written(value));
  const read = (typed: string) => (typed.trim() === '' ? null : Number(latinDigits(typed.trim())));
  const isRight = (number: number | null) => number === null || (Number.isInteger(number) && number >= min && number <= max);
  useEffect(() => setText((now) => (read(now) === value ? now : written(value))), [value, format]);
  return (
    <TextInput label={label} description={hint} inputWrapperOrder={ORDER} disabled={isOff} value={text} placeholder={none} className={css.number} autoComplete="off"
      error={error ?? (isRight(read(text)) ? undefined : a('field.range', { min, max }))} attributes={{ input: { inputMode: 'numeric' } }}
      rightSection={unit && text && <span className={css.unit}>{unit}</span>} rightSectionWidth={unit && text ? 68 : undefined} rightSectionPointerEvents="none"
      onChange={(e) => {
        setText(e.currentTarget.value);
        const next = read(e.currentTarget.value);
        if (isRight(next)) onChange(next);
      }} />
  );
}

interface ChoiceProps extends Common {
  value: string | null;
  onChange: (value: string | null) => void;
  options: { value: string; label: string }[];
  none?: string;
  required?: boolean;
}

export function ChoiceField({ label, hint, error, isOff, value, onChange, options, none, required }: ChoiceProps) {
  const data = none === undefined ? options : [{ value: '', label: none }, ...options];
  return (
    <NativeSelect label={label} description={hint} inputWrapperOrder={ORDER} error={error} disabled={isOff} required={required} value={value ?? ''}
      data={data} onChange={(e) => onChange(e.currentTarget.value || null)} />
  );
}

interface DayProps extends Common {
  value: string | null;
  onChange: (value: string | null) => void;
  required?: boolean;
}

/** A day written in the reader's calendar, read back in words underneath. */
export function DayField({ label, hint, error, isOff, value, onChange, required }: DayProps) {
  const { calendar, format } = useLanguage();
  const a = useTexts();
  const [text, setText] = useState(() => (value ? format.digits(writeDay(value, calendar)) : ''));
  const read = readDay(text, calendar);
  const isWrong = text.trim() !== '' && read === null;
  return (
    <TextInput label={label} inputWrapperOrder={ORDER} required={required} disabled={isOff} value={text} autoComplete="off" placeholder={format.digits(calendar === 'jalali' ? '1405/09/01' : '2026/11/22')}
      description={read ? format.day(`${read}T12:00:00Z`) : hint ?? a('field.dayHint')} error={error ?? (isWrong ? a('field.dayWrong') : undefined)}
      attributes={{ input: { dir: 'ltr', inputMode: 'numeric' } }} className={css.day}
      onChange={(e) => {
        setText(e.currentTarget.value);
        const next = readDay(e.currentTarget.value, calendar);
        if (next || !e.currentTarget.value.trim()) onChange(next);
      }} />
  );
}

/** One bare time of day. */
export function ClockInput({ label, value, onChange, isOff }: { label: string; value: string; onChange: (clock: string) => void; isOff?: boolean }) {
  const { format } = useLanguage();
  const [text, setText] = useState(() => format.digits(value.slice(0, 5)));
  const read = readClock(text);
  useEffect(() => setText((now) => (readClock(now) === value ? now : format.digits(value.slice(0, 5)))), [value, format]);
  return (
    <input aria-label={label} dir="ltr" inputMode="numeric" className={css.clock} value={text} disabled={isOff} aria-invalid={!read}
      onBlur={() => setText(format.digits(value.slice(0, 5)))}
      onChange={(e) => {
        setText(e.target.value);
        const next = readClock(e.target.value);
        if (next && /[:٫.]/.test(e.target.value)) onChange(next);
        else if (next && e.target.value.trim().length >= 2) onChange(next);
      }} />
  );
}

interface PickProps extends Common {
  value: string[];
  onChange: (value: string[]) => void;
  options: { value: string; label: string; detail?: string }[];
  none: string;
}

/** Several of a list, as check boxes that all can be seen; long lists can be narrowed. */
export function PickMany({ label, hint, error, isOff, value, onChange, options, none }: PickProps) {
  const a = useTexts();
  const { format } = useLanguage();
  const [query, setQuery] = useState('');
  const shown = options.filter((o) => o.label.includes(query.trim()));
  const toggle = (id: string) => onChange(value.includes(id) ? value.filter((v) => v !== id) : [...value, id]);
  return (
    <fieldset className={css.picks} disabled={isOff}>
      <legend>{label} {value.length > 0 && <small>{a('field.chosen', { n: value.length })}</small>}</legend>
      {hint && <p className={css.hint}>{hint}</p>}
      {options.length > 8 && <TextInput size="xs" mb={6} aria-label={a('field.narrow', { name: label })} placeholder={a('list.search')} value={query} onChange={(e) => setQuery(e.currentTarget.value)} />}
      {options.length === 0 && <p className={css.hint}>{none}</p>}
      <div className={css.pickList}>
        {shown.map((o) => (
          <Checkbox key={o.value} checked={value.includes(o.value)} onChange={() => toggle(o.value)} size="sm"
            label={<><bdi>{o.label}</bdi>{o.detail && <small> {format.digits(o.detail)}</small>}</>} />
        ))}
      </div>
      {error && <p role="alert" className={css.error}>{error}</p>}
    </fieldset>
  );
}

export function ToggleField({ label, hint, value, onChange, isOff }: Common & { value: boolean; onChange: (value: boolean) => void }) {
  return <Switch label={label} description={hint} checked={value} disabled={isOff} onChange={(e) => onChange(e.currentTarget.checked)} />;
}

export function ColorField({ label, hint, error, value, onChange, isOff }: Common & { value: string; onChange: (value: string) => void }) {
  return (
    <div className={css.color}>
      <TextInput label={label} description={hint} inputWrapperOrder={ORDER} error={error} value={value} disabled={isOff} autoComplete="off" attributes={{ input: { dir: 'ltr' } }} onChange={(e) => onChange(e.currentTarget.value)}
        leftSection={<input type="color" aria-label={label} disabled={isOff} value={/^#[0-9a-f]{6}$/i.test(value) ? value : '#0f766e'} onChange={(e) => onChange(e.target.value)} />} />
    </div>
  );
}
