import type { ReactNode } from 'react';
import css from './Disclosure.module.css';

/** What few need at once: its title alone, until somebody opens it. */
export function Disclosure({ title, children }: { title: ReactNode; children: ReactNode }) {
  return <details className={css.disclosure}><summary>{title}</summary>{children}</details>;
}
