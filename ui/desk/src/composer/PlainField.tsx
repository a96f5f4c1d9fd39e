import { useImperativeHandle, useLayoutEffect, useRef, type Ref } from 'react';
import { useLanguage } from '~/i18n/context';
import { replaceTrigger, triggerAt, type Trigger } from './trigger';
import type { FieldHandle } from './field';
import css from './Composer.module.css';

interface Props {
  ref: Ref<FieldHandle>;
  value: string;
  /** Whether one goes on writing here as soon as it stands. */
  isFocused: boolean;
  label: string;
  placeholder: string;
  aria: Record<string, string>;
  onChange: (text: string) => void;
  onTrigger: (trigger: Trigger | null) => void;
  onKey: (event: KeyboardEvent) => boolean;
}

/** Words without dress. */
export function PlainField({ ref, value, isFocused, label, placeholder, aria, onChange, onTrigger, onKey }: Props) {
  const { locale } = useLanguage();
  const field = useRef<HTMLTextAreaElement>(null);
  const caret = useRef<number | null>(null);

  useLayoutEffect(() => {
    if (caret.current === null || !field.current) return;
    field.current.focus();
    field.current.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [value]);

  function put(piece: string, at?: Pick<Trigger, 'from' | 'to'>): void {
    const from = field.current?.selectionStart ?? value.length;
    const next = replaceTrigger(value, at ?? { from, to: field.current?.selectionEnd ?? from }, piece);
    caret.current = next.caret;
    onChange(next.text);
    onTrigger(piece === '/' || piece === '@' ? triggerAt(next.text, next.caret) : null);
  }

  useImperativeHandle(ref, () => ({ focus: () => field.current?.focus(), put: (piece, trigger) => put(piece.text, trigger), type: (text) => put(text) }));

  return (
    <textarea ref={field} autoFocus={isFocused} className={css.field} rows={2} value={value} dir={value ? 'auto' : locale === 'fa' ? 'rtl' : 'ltr'}
      aria-label={label} placeholder={placeholder} aria-autocomplete="list" {...aria}
      onChange={(e) => { onChange(e.target.value); onTrigger(triggerAt(e.target.value, e.target.selectionStart)); }}
      onKeyDown={(e) => { if (onKey(e.nativeEvent)) e.preventDefault(); }} onBlur={() => onTrigger(null)} />
  );
}
