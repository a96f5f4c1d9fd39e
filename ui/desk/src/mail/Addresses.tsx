import { IconX } from '@tabler/icons-react';
import { useId, useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import { addressesIn, isAddress, isSame, joined } from './addresses';
import type { MailPerson } from '~/api/types';
import { useTexts } from './useTexts';
import css from './mail.module.css';

interface Props {
  label: string;
  values: string[];
  onChange: (values: string[]) => void;
  /** Who is offered while one types, and whose names are known. */
  candidates: MailPerson[];
  isFocused?: boolean;
}

/** Addresses as chips; one that is none stays in sight and says so. */
export function Addresses({ label, values, onChange, candidates, isFocused }: Props) {
  const m = useTexts();
  const [typed, setTyped] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const offered = candidates.filter((one) => !values.some((there) => isSame(there, one.address)));
  const wrong = values.filter((one) => !isAddress(one));

  function take(words: string): void {
    setTyped('');
    const more = addressesIn(words);
    if (more.length) onChange(joined(values, more));
  }

  function remove(address: string): void {
    onChange(values.filter((one) => one !== address));
    input.current?.focus();
  }

  function type(event: KeyboardEvent<HTMLInputElement>): void {
    const isDone = ['Enter', 'NumpadEnter'].includes(event.code) || [',', ';', '،', '؛'].includes(event.key) || (event.code === 'Space' && isAddress(typed.trim()));
    if (isDone && typed.trim()) {
      event.preventDefault();
      take(typed);
    } else if (event.code === 'Enter') event.preventDefault();
    if (event.code === 'Backspace' && typed === '') chips(box.current).at(-1)?.focus();
    step(event, input.current?.selectionStart === 0 && typed === '');
  }

  function press(event: KeyboardEvent<HTMLButtonElement>, address: string): void {
    if (event.code === 'Backspace' || event.code === 'Delete') {
      event.preventDefault();
      remove(address);
    }
    step(event, true);
  }

  /* Arrows walk over chips and field as they stand on the screen. */
  function step(event: KeyboardEvent<HTMLElement>, isAtEdge: boolean): void {
    if (!isAtEdge || !['ArrowLeft', 'ArrowRight'].includes(event.code) || !box.current) return;
    const stops: HTMLElement[] = [...chips(box.current), ...(input.current ? [input.current] : [])];
    const forward = getComputedStyle(box.current).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const to = stops[stops.indexOf(event.currentTarget) + (event.code === forward ? 1 : -1)];
    if (!to) return;
    event.preventDefault();
    to.focus();
  }

  function paste(event: ClipboardEvent): void {
    const words = event.clipboardData.getData('text');
    if (addressesIn(words).length < 2 && !isAddress(words.trim())) return;
    event.preventDefault();
    take(typed + words);
  }

  return (
    <div className={css.addresses}>
      <label className={css.term} htmlFor={id}>{label}</label>
      <div ref={box} className={css.chips} onClick={() => input.current?.focus()}>
        {values.map((address) => (
          <span key={address} className={css.chip} data-wrong={!isAddress(address) || undefined}>
            <bdi className="cut" dir="auto">{nameOf(address, candidates)}</bdi>
            <button type="button" aria-label={m('remove', { address })} onKeyDown={(e) => press(e, address)} onClick={(e) => { e.stopPropagation(); remove(address); }}>
              <IconX size={13} stroke={2.2} aria-hidden />
            </button>
          </span>
        ))}
        <input ref={input} id={id} type="text" inputMode="email" dir="ltr" spellCheck={false} autoComplete="off" list={`${id}-offered`} autoFocus={isFocused}
          aria-invalid={wrong.length > 0 || undefined} aria-describedby={wrong.length ? `${id}-fault` : undefined}
          placeholder={values.length ? '' : m('addAddress')} value={typed}
          onChange={(e) => (offered.some((one) => one.address === e.target.value) ? take(e.target.value) : setTyped(e.target.value))}
          onKeyDown={type} onPaste={paste} onBlur={() => take(typed)} />
        <datalist id={`${id}-offered`}>
          {offered.map((one) => <option key={one.address} value={one.address}>{one.name}</option>)}
        </datalist>
      </div>
      {wrong.length > 0 && <p id={`${id}-fault`} className={css.fault}>{wrong.map((address) => m('wrong', { address })).join(' ')}</p>}
    </div>
  );
}

const chips = (box: HTMLElement | null) => [...(box?.querySelectorAll<HTMLButtonElement>('button') ?? [])];

const nameOf = (address: string, people: MailPerson[]) => people.find((one) => isSame(one.address, address) && one.name)?.name ?? address;
