import type { ReactNode } from 'react';
import { useLanguage } from '~/i18n/context';
import { clockOf, percentOf, totalOf } from './figures';
import type { BoardState } from './types';
import { useBoardTexts } from './useBoard';
import css from './Board.module.css';

export function Totals({ board, now }: { board: BoardState; now: number }) {
  const b = useBoardTexts();
  const { format } = useLanguage();
  const total = totalOf(board, now);
  return (
    <>
      <dl className={css.totals} aria-label={b('summary')}>
        <Figure name={b('waiting')} tone={total.waiting ? 'accent' : undefined}>{format.number(total.waiting)}</Figure>
        <Figure name={b('longest')}>{total.longest === null ? b('notEnough') : <bdi dir="ltr">{clockOf(total.longest, format)}</bdi>}</Figure>
        <Figure name={b('active')}>{format.number(total.active)}</Figure>
        <Figure name={b('answered')}>{format.number(total.answered)}</Figure>
        <Figure name={b('abandoned')}>{format.number(total.abandoned)}</Figure>
        <Figure name={b('level')}>{total.level === null ? b('notEnough') : b('percent', { n: percentOf(total.level) })}</Figure>
      </dl>
      <p className="unseen" role="status">{b('spoken', { waiting: total.waiting, active: total.active })}</p>
    </>
  );
}

function Figure({ name, children, tone }: { name: string; children: ReactNode; tone?: 'accent' }) {
  return <div data-tone={tone}><dt>{name}</dt><dd>{children}</dd></div>;
}
