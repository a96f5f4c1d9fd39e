import { Big } from '../kit/Big';
import { rounded } from '../kit/figures';
import type { Kind } from './ask';
import type { WhatIfKey } from './messages';
import type { Scene, WhatIf } from './types';
import { useWhatIfWords } from './words';
import css from './WhatIf.module.css';
import card from '~/shared/card.module.css';

interface Big {
  name: WhatIfKey;
  value: number;
  isMain?: boolean;
}

/** What it comes to in large figures, and every sentence of the answer. */
export function Answer({ kind, answer }: { kind: Kind; answer: WhatIf }) {
  const t = useWhatIfWords();
  return (
    <section className={card.card} aria-label={t('answer.title')}>
      <div className={css.bigs} aria-live="polite">
        {bigs(kind, answer).map(({ name, value, isMain }) => (
          <Big key={name} value={rounded(value)} text={t(name)} isMain={isMain ?? false} />
        ))}
      </div>
      <ul className={css.said}>{answer.said.map(({ key, text }) => <li key={key} data-tone={TONES[key]}>{text}</li>)}</ul>
    </section>
  );
}

/** Sentences that want to be seen: what goes wrong with the people who are there. */
const TONES: Record<string, string> = { 'same.unstable': 'bad', 'crisis.endless': 'bad', 'cost.endless': 'bad', 'cost.worth': 'good', 'cost.saves': 'good', 'cost.dear': 'warn' };

function bigs(kind: Kind, { scenes, said }: WhatIf): Big[] {
  const scene = Object.fromEntries(scenes.map((one) => [one.key, one])) as Record<string, Scene | undefined>;
  const { before, enough } = scene;
  if (!before || !enough) return [];
  const more = enough.peak - before.peak;
  const value = (key: string): number => Number(said.find((one) => one.key === key)?.values['more'] ?? 0);
  switch (kind) {
    case 'growth':
      return [
        { name: more > 0 ? 'big.more' : more < 0 ? 'big.fewer' : 'big.same', value: Math.abs(more), isMain: true },
        { name: 'big.before', value: before.peak }, { name: 'big.enough', value: enough.peak },
      ];
    case 'crisis':
      return [{ name: 'big.extra', value: value('crisis.extra'), isMain: true }, { name: 'big.both', value: value('crisis.both') }];
    case 'pooling':
    case 'cross-training': {
      const apart = Object.values(before.teams).reduce((sum, one) => sum + one, 0);
      return [
        { name: 'big.fewer', value: Math.max(apart - enough.peak, 0), isMain: true },
        { name: 'big.apart', value: apart }, { name: 'big.together', value: enough.peak },
      ];
    }
    default:
      return [
        { name: 'big.hours', value: enough.hours, isMain: true }, { name: 'big.hoursBefore', value: before.hours },
        { name: 'big.enough', value: enough.peak },
      ];
  }
}
