import { useLanguage } from '~/i18n/context';
import { Ring } from './charts';
import { percentOf } from './figures';
import { useBoardTexts } from './useBoard';
import type { BoardState } from './types';
import css from './Board.module.css';

/** Both meanings of fair, measured, each with its sentence. */
export function Fairness({ fairness }: { fairness: BoardState['fairness'] }) {
  const b = useBoardTexts();
  const { format } = useLanguage();
  return (
    <section aria-label={b('fairness')}>
      <h2 className={css.title}>{b('fairness')}</h2>
      <div className={css.fairness}>
        {(['occupancy', 'count'] as const).map((kind) => (
          <div key={kind} className={css.fair}>
            <Ring part={fairness[kind]} text={format.number(percentOf(fairness[kind]))} label={`${b(`fairness.${kind}`)}: ${b('percent', { n: percentOf(fairness[kind]) })}`} />
            <div><h3>{b(`fairness.${kind}`)}</h3><p>{b(`fairness.${kind}Means`)}</p></div>
          </div>
        ))}
      </div>
      <p className={css.faint}>{b('fairnessNote')}</p>
    </section>
  );
}
