import { IconScale, IconZoomQuestion } from '@tabler/icons-react';
import type { Translate } from '~/i18n/context';
import { percent } from '../kit/figures';
import type { WorkforceKey } from '../messages';
import type { Outlook } from '../types';
import { useWords } from '../words';
import css from './Forecast.module.css';

const PLAIN = 'same_weekdays';

/** Who won the contest on the history, by how much, and what that means. */
export function Contest({ outlook }: { outlook: Outlook }) {
  const w = useWords();
  const Picture = outlook.origins ? IconScale : IconZoomQuestion;
  return (
    <section className={css.said} data-tone={outlook.origins ? undefined : 'warn'} aria-label={w('contest.title')}>
      <Picture size={22} aria-hidden />
      <div>
        <h2>{w('contest.title')}</h2>
        {contestInWords(w, outlook).map((said) => <p key={said}>{said}</p>)}
        {outlook.notes.length > 0 && <ul className={css.notes} aria-label={w('file.notes')}>{outlook.notes.map((note) => <li key={note}>{note}</li>)}</ul>}
      </div>
    </section>
  );
}

export function contestInWords(w: Translate<WorkforceKey>, { model, wape, origins, judged_by, history_days: days, points }: Outlook): string[] {
  if (points.length === 0) return [w('contest.silent', { days })];
  if (origins === 0) return [w('contest.none', { days }), w('contest.wide')];
  const [robust, plain] = [wape.robust ?? 0, wape[PLAIN] ?? 0];
  const [winner, loser] = model === PLAIN ? [plain, robust] : [robust, plain];
  const less = loser > 0 ? percent(1 - winner / loser) : 0;
  const about = { weeks: origins, winner: percent(winner), loser: percent(loser), less };
  const said = [w(model === PLAIN ? 'contest.plain' : 'contest.robust', about)];
  said.push(judged_by === 'rmse' ? w('contest.few') : less > 0 ? w('contest.less', about) : w('contest.draw'));
  return said;
}
