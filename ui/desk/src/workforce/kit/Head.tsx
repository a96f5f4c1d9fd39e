import type { ReactNode } from 'react';
import css from '../Workforce.module.css';

/** What a page is, in a sentence, and what can be done with all of it. */
export function Head({ title, text, children }: { title: string; text: ReactNode; children?: ReactNode }) {
  return (
    <header className={css.head}>
      <div><h1>{title}</h1><p>{text}</p></div>
      {children && <div className={css.actions}>{children}</div>}
    </header>
  );
}
