import { useTexts } from '../kit/texts';
import css from './queues.module.css';

const KINDS = ['occupancy', 'count'] as const;

type Kind = (typeof KINDS)[number];

/** The two meanings of fair, each with the sentence that tells them apart. */
export function Fairness({ value, onChange, isOff }: { value: Kind; onChange: (value: Kind) => void; isOff: boolean }) {
  const a = useTexts();
  return (
    <div className={css.kinds} role="radiogroup" aria-label={a('queue.fairness')}>
      {KINDS.map((kind) => (
        <label key={kind} className={css.kind} data-on={value === kind}>
          <input type="radio" name="fairness" checked={value === kind} disabled={isOff} onChange={() => onChange(kind)} />
          <span><strong>{a(`fairness.${kind}`)}</strong><span>{a(`fairness.${kind}Means`)}</span></span>
        </label>
      ))}
    </div>
  );
}
