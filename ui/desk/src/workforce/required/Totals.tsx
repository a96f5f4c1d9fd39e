import { useLanguage } from '~/i18n/context';
import { dayOf } from '../forecast/weeks';
import { rounded } from '../kit/figures';
import { useWords } from '../words';
import { totals, type Cell } from './cells';
import card from '~/shared/card.module.css';

/** The week in three figures. */
export function Totals({ cells, minutes }: { cells: Cell[]; minutes: number }) {
  const w = useWords();
  const { format } = useLanguage();
  const { work, scheduled, peak } = totals(cells, minutes);
  return (
    <dl className={card.figures}>
      <div><dt>{w('required.work')}</dt><dd>{w('unit.hours', { n: rounded(work) })}</dd></div>
      <div><dt>{w('required.scheduled')}</dt><dd>{w('unit.hours', { n: rounded(scheduled) })}</dd></div>
      {peak && peak.staffed.agents > 0 && (
        <div><dt>{w('required.peak')}</dt><dd>{w('required.peakIs', { n: peak.staffed.agents })} <small>{format.day(`${dayOf(peak.slot.start)}T12:00:00Z`)} <bdi dir="ltr">{format.digits(peak.slot.start.slice(11, 16))}</bdi></small></dd></div>
      )}
    </dl>
  );
}
