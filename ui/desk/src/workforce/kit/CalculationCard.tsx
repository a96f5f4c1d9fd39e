import { Button } from '@mantine/core';
import { IconAlertTriangle, IconFlag, IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMessages } from '~/i18n/context';
import { calculationMessages } from './calculationMessages';
import type { useCalculation } from './useCalculation';
import css from './CalculationCard.module.css';

interface Props {
  calculating: ReturnType<typeof useCalculation>;
  /** What is being worked out, in words. */
  doing: string;
  onAgain: () => void;
  children?: ReactNode;
}

/** How far a long calculation is, with the way out of it; then its children, or why there is no answer and the cure. */
export function CalculationCard({ calculating, doing, onAgain, children }: Props) {
  const c = useMessages(calculationMessages);
  const { calculation, isRunning, error } = calculating;
  if (isRunning) return <Running calculating={calculating} doing={doing} />;
  if (calculation?.state === 'done') return children;
  if (calculation?.state === 'cancelled') return <Ended text={c('calc.cancelled')} onAgain={onAgain} />;
  if (calculation?.state === 'failed') return <Ended isBad title={c('calc.failed')} text={calculation.fault?.message ?? ''} onAgain={onAgain} />;
  return error ? <Ended isBad text={c('calc.gone')} onAgain={onAgain} /> : null;
}

function Running({ calculating: { calculation, cancel, isCancelling, conclude, isConcluding }, doing }: Pick<Props, 'calculating' | 'doing'>) {
  const c = useMessages(calculationMessages);
  const part = Math.round((calculation?.progress ?? 0) * 100);
  const isBegun = calculation?.state === 'running';
  return (
    <div className={css.running}>
      <p role="status">{!isBegun ? c('calc.queued') : isConcluding ? c('calc.concluding') : calculation.note || doing}</p>
      <div className={css.line}>
        <span className={css.bar} role="progressbar" aria-label={doing} aria-valuemin={0} aria-valuemax={100} aria-valuenow={part} data-waits={part === 0 || undefined}><span style={{ inlineSize: `${part}%` }} /></span>
        <span className={css.part} aria-hidden>{isBegun && c('calc.percent', { n: part })}</span>
        {isBegun && calculation.can_conclude && <Button size="compact-md" leftSection={<IconFlag size={16} aria-hidden />} onClick={conclude} loading={isConcluding}>{c('calc.conclude')}</Button>}
        <Button variant="default" size="compact-md" leftSection={<IconPlayerStop size={16} aria-hidden />} onClick={cancel} disabled={isCancelling || !calculation}>{c(isCancelling ? 'calc.stopping' : 'calc.stop')}</Button>
      </div>
    </div>
  );
}

function Ended({ title, text, isBad, onAgain }: { title?: string; text: string; isBad?: boolean; onAgain: () => void }) {
  const c = useMessages(calculationMessages);
  return (
    <div className={css.ended} data-bad={isBad || undefined} role={isBad ? 'alert' : 'status'}>
      {isBad && <IconAlertTriangle size={20} aria-hidden />}
      <p>{title && <strong>{title}</strong>}{text}</p>
      <Button variant="default" leftSection={<IconRefresh size={17} aria-hidden />} onClick={onAgain}>{c('calc.again')}</Button>
    </div>
  );
}
