import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useTexts } from './texts';
import css from './kit.module.css';

export interface Column<T> {
  head: string;
  cell: (row: T) => ReactNode;
  isNarrow?: boolean;
}

interface Props<T> {
  label: string;
  rows: T[];
  columns: Column<T>[];
  /** Where a row leads, or what it opens: its first cell is the way in. */
  to?: (row: T) => string;
  onOpen?: (row: T) => void;
  actions?: (row: T) => ReactNode;
}

const STEP = 100;

/** Rows with columns; on a phone each row is a card whose lines carry their column's name (hence the roles). */
export function Table<T extends { id: string }>({ label, rows, columns, to, onOpen, actions }: Props<T>) {
  const a = useTexts();
  const [most, setMost] = useState(STEP);
  return (
    <>
      <div className={css.tableFrame}>
        <table className={css.table} aria-label={label} role="table">
          <thead role="rowgroup">
            <tr role="row">
              {columns.map((c) => <th key={c.head} scope="col" role="columnheader" data-narrow={c.isNarrow || undefined}>{c.head}</th>)}
              {actions && <th scope="col" role="columnheader"><span className="unseen">{a('table.actions')}</span></th>}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows.slice(0, most).map((row) => (
              <tr key={row.id} role="row">
                {columns.map((c, i) => (
                  i === 0
                    ? <th key={c.head} scope="row" role="rowheader">{to ? <Link href={to(row)} className={css.rowLink}>{c.cell(row)}</Link> : onOpen ? <button type="button" className={css.rowLink} onClick={() => onOpen(row)}>{c.cell(row)}</button> : c.cell(row)}</th>
                    : <td key={c.head} role="cell" data-head={c.head} data-narrow={c.isNarrow || undefined}>{c.cell(row)}</td>
                ))}
                {actions && <td role="cell" className={css.actions}>{actions(row)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > most && <Button variant="default" mt="md" onClick={() => setMost((n) => n + STEP)}>{a('table.more', { n: rows.length - most })}</Button>}
    </>
  );
}

/** A small word about a row, told by text and shape, not by colour alone. */
export function Tag({ children, tone = 'plain' }: { children: ReactNode; tone?: 'plain' | 'good' | 'warn' | 'bad' | 'accent' }) {
  return <span className={css.tag} data-tone={tone}>{children}</span>;
}
