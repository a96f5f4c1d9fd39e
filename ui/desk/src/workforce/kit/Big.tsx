import type { ReactNode } from 'react';
import { useLanguage } from '~/i18n/context';
import css from './Big.module.css';

/** A figure that is the answer, with what it is; `isMain` is the one that was asked for. */
export function Big({ value, text, isMain = false }: { value: number | string; text: ReactNode; isMain?: boolean }) {
  const { format } = useLanguage();
  return <p className={css.big} data-main={isMain || undefined}><strong>{typeof value === 'number' ? format.number(value) : value}</strong><span>{text}</span></p>;
}
