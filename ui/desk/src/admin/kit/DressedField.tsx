import { lazy, Suspense, useId, useRef } from 'react';
import type { FieldHandle } from '~/composer/field';
import type { Content } from '~/richtext/content';
import { LinesSkeleton } from '~/shared/skeletons';
import { useTexts } from './texts';
import css from './dressed.module.css';

const RichField = lazy(() => import('~/richtext/RichField'));
const RichText = lazy(() => import('~/richtext/RichText'));

export interface Fillable {
  /** As it stands in the text, braces and all. */
  sign: string;
  label: string;
  example: string;
}

interface Props {
  label: string;
  placeholder?: string;
  /** What it begins with. */
  html: string;
  onContent: (content: Content) => void;
  fillables: Fillable[];
  error?: string;
}

/** A rich text with places that the server fills. */
export function DressedField({ label, placeholder = '', html, onContent, fillables, error }: Props) {
  const a = useTexts();
  const field = useRef<FieldHandle>(null);
  const first = useRef(html);
  const id = useId();
  return (
    <div>
      <p className={css.label} id={id}>{label}</p>
      <div className={css.box} data-wrong={error ? true : undefined}>
        <Suspense fallback={<div className={css.coming}><LinesSkeleton count={2} /></div>}>
          <RichField ref={field} label={label} placeholder={placeholder} initial={first.current} onContent={onContent}
            aria={error ? { 'aria-invalid': 'true', 'aria-describedby': `${id}-error` } : NOTHING} />
        </Suspense>
      </div>
      {error && <p id={`${id}-error`} className={css.error}>{error}</p>}
      <div className={css.chips} role="group" aria-label={a('canned.variables')}>
        <span>{a('canned.variables')}</span>
        {fillables.map(({ sign, label: name }) => <button key={sign} type="button" className={css.chip} onClick={() => { field.current?.type(sign); field.current?.focus(); }}>{name}</button>)}
      </div>
    </div>
  );
}

/** The text as it will be read, with examples where the server fills. */
export function DressedPreview({ title, html, fillables }: { title: string; html: string; fillables: Fillable[] }) {
  const filled = fillables.reduce((text, { sign, example }) => text.replaceAll(sign, escaped(example)), html);
  return (
    <section className={css.preview} aria-label={title}>
      <h3>{title}</h3>
      <Suspense fallback={<LinesSkeleton count={2} />}><RichText html={filled} /></Suspense>
    </section>
  );
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const NOTHING = {};
