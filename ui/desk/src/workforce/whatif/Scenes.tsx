import { useLanguage } from '~/i18n/context';
import { percent, rounded, spell } from '../kit/figures';
import { useWords } from '../words';
import type { Scene, WhatIf } from './types';
import type { WhatIfKey } from './messages';
import { useWhatIfWords } from './words';
import card from '~/shared/card.module.css';
import table from '../kit/table.module.css';

/** Every scene of the answer in a row: people, what customers meet, what it costs. */
export function Scenes({ answer }: { answer: WhatIf }) {
  const t = useWhatIfWords();
  const w = useWords();
  const { format } = useLanguage();
  const isPriced = answer.scenes.some(({ bill }) => bill.people + bill.lost + (bill.waiting ?? 0) > 0);
  const heads: WhatIfKey[] = ['scenes.scene', 'scenes.peak', 'scenes.hours', 'scenes.level', 'scenes.wait', 'scenes.lost', ...(isPriced ? ['scenes.people', 'scenes.waiting'] as const : [])];
  const wait = (scene: Scene) => (scene.wait_s === null ? t('scenes.endless') : scene.wait_s < 1 ? t('scenes.short') : spell(w, scene.wait_s));
  return (
    <section className={card.card}>
      <h2>{t('scenes.title')}</h2>
      <div className={table.frame} tabIndex={0} role="region" aria-label={t('scenes.title')}>
        <table className={table.table}>
          <thead><tr>{heads.map((head) => <th key={head} scope="col">{t(head)}</th>)}</tr></thead>
          <tbody>
            {answer.scenes.map((scene) => (
              <tr key={scene.key} data-chosen={scene.key === 'enough' || undefined}>
                <th scope="row">{t(`scene.${scene.key}` as WhatIfKey)}</th>
                <td>{format.number(scene.peak)}</td>
                <td>{format.number(rounded(scene.hours))}</td>
                <td>{scene.service_level === null ? t('none') : t('percent', { n: percent(scene.service_level) })}</td>
                <td>{wait(scene)}</td>
                <td>{format.number(Math.round(scene.lost))}</td>
                {isPriced && <><td>{format.number(threeFigures(scene.bill.people))}</td><td>{scene.bill.waiting === null ? t('scenes.endless') : format.number(threeFigures(scene.bill.waiting + scene.bill.lost))}</td></>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const threeFigures = (amount: number): number => Number(amount.toPrecision(3));
