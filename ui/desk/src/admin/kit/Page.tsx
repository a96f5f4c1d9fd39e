import { Button } from '@mantine/core';
import { IconAlertTriangle, IconChevronRight } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useLanguage } from '~/i18n/context';
import { LinesSkeleton } from '~/shared/skeletons';
import { Broken } from '~/shared/Broken';
import type { Form } from './useForm';
import { useTexts } from './texts';
import css from './kit.module.css';

/** Head of a section: what it is, in one sentence, and what can be begun here. */
export function Head({ title, text, action, back }: { title: ReactNode; text?: ReactNode; action?: ReactNode; back?: { to: string; label: string } }) {
  return (
    <header className={css.head}>
      <div>
        {back && <Link href={back.to} className={css.back}><IconChevronRight size={16} aria-hidden className={css.backArrow} />{back.label}</Link>}
        <h1>{title}</h1>
        {text && <p>{text}</p>}
      </div>
      {action}
    </header>
  );
}

/** A group of fields with its name and its reason at the side. */
export function Card({ title, hint, children, isWide = false }: { title: string; hint?: ReactNode; children: ReactNode; isWide?: boolean }) {
  return (
    <section className={css.card} data-wide={isWide || undefined} aria-label={title}>
      <div className={css.cardHead}><h2>{title}</h2>{hint && <p>{hint}</p>}</div>
      <div className={css.cardBody}>{children}</div>
    </section>
  );
}

export function FormProblem({ text }: { text: string | null }) {
  if (!text) return null;
  return <p role="alert" className={css.problem}><IconAlertTriangle size={18} aria-hidden />{text}</p>;
}

/** Keeps what is not yet saved in sight, with the two ways out of it. */
export function SaveBar<T extends object>({ form, isNew, isSaving, onSave, mayKeep = true }: { form: Form<T>; isNew: boolean; isSaving: boolean; onSave: () => void; mayKeep?: boolean }) {
  const { t } = useLanguage();
  const a = useTexts();
  const isOpen = isNew || form.isChanged;
  useEffect(() => {
    if (!form.isChanged) return;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', hold);
    return () => window.removeEventListener('beforeunload', hold);
  }, [form.isChanged]);
  if (!mayKeep || (!isOpen && !form.problem)) return null;
  return (
    <div className={css.saveBar} role="group" aria-label={a('save.bar')}>
      <div className={css.saveText}>{form.problem ? <FormProblem text={form.problem} /> : isNew ? a('save.new') : a('save.changed')}</div>
      {!isNew && <Button variant="default" onClick={() => form.reset()}>{a('save.discard')}</Button>}
      <Button loading={isSaving} onClick={onSave}>{isNew ? a('action.add') : t('action.save')}</Button>
    </div>
  );
}

/** Waits, or says why there is nothing; the children only see data that is there. */
export function Loaded({ isPending, error, onRetry, children }: { isPending: boolean; error: Error | null; onRetry: () => void; children: ReactNode }) {
  if (isPending) return <div className={css.loading} aria-busy="true"><LinesSkeleton count={7} /></div>;
  if (error) return <Broken onRetry={onRetry} />;
  return children;
}
