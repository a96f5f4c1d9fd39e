import type { ReactNode } from 'react';
import { Art, type ArtName } from './art';
import css from './Empty.module.css';

/** What a place says when it has nothing to show. */
export function Empty({ art, title, children, action }: { art: ArtName; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={css.empty}>
      <Art name={art} />
      <p className={css.title}>{title}</p>
      {children && <p className={css.text}>{children}</p>}
      {action && <div className={css.action}>{action}</div>}
    </div>
  );
}
