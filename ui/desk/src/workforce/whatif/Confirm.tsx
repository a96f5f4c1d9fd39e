import { Button } from '@mantine/core';
import { IconPlayerPlay, IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ApiProblem } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { CalculationCard } from '../kit/CalculationCard';
import { percent, rounded, spell } from '../kit/figures';
import { useCalculation } from '../kit/useCalculation';
import { Refused } from '../kit/Working';
import { useWords } from '../words';
import type { Calculation } from '../types';
import type { WhatIfKey } from './messages';
import type { Confirmation, Played, WhatIf, WhatIfWish } from './types';
import { useWhatIfWords } from './words';
import css from './WhatIf.module.css';
import card from '~/shared/card.module.css';
import table from '../kit/table.module.css';

const REPLICATIONS = 20;
const NEAR = 0.02;

interface Asked {
  id: string;
  /** What was asked, so that an old result is not taken for the new question's. */
  of: string;
}

/** What was asked in this tab, of each kind of change: it goes on while one looks elsewhere or loads the page anew. */
const keyOf = (wish: WhatIfWish): string => `hamseda.whatif.played.${wish.what.kind}`;

function kept(key: string): Asked | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as Asked | null;
  } catch {
    return null;
  }
}

/** The twin plays the scenes: beside the formula's figures those of the simulation, with how far chance goes. */
export function Confirm({ wish, answer }: { wish: WhatIfWish; answer: WhatIf }) {
  const t = useWhatIfWords();
  const key = keyOf(wish);
  const [asked, setAsked] = useState(() => kept(key));
  const calculating = useCalculation<Confirmation>(asked?.id ?? null);
  const body = { what: wish.what, model: wish.model ?? null, typed: wish.typed ?? null, replications: REPLICATIONS };
  const now = JSON.stringify(body);
  const asking = useMutation({
    mutationFn: () => api.post<Calculation>('/twin/what-ifs/confirmations', body),
    onSuccess({ id }) {
      setAsked({ id, of: now });
      sessionStorage.setItem(key, JSON.stringify({ id, of: now }));
    },
  });
  const isOld = asked !== null && asked.of !== now;
  return (
    <section className={card.card}>
      <header className={card.head}>
        <h2>{t('confirm.title')}</h2>
        {!calculating.isRunning && (!asked || isOld) && (
          <Button loading={asking.isPending} leftSection={asked ? <IconRefresh size={17} aria-hidden /> : <IconPlayerPlay size={17} aria-hidden />} onClick={() => asking.mutate()}>{t(asked ? 'confirm.again' : 'confirm.run')}</Button>
        )}
      </header>
      {!asked && <p>{t('confirm.text')}</p>}
      {asking.error instanceof ApiProblem && <Refused problem={asking.error} />}
      {asked && (
        <CalculationCard calculating={calculating} doing={t('confirm.doing')} onAgain={() => asking.mutate()}>
          {calculating.result && (isOld ? <p className={card.faint}>{t('confirm.old')}</p> : <Result found={calculating.result} answer={answer} />)}
        </CalculationCard>
      )}
    </section>
  );
}

function Result({ found, answer }: { found: Confirmation; answer: WhatIf }) {
  const t = useWhatIfWords();
  const w = useWords();
  const { format } = useLanguage();
  const formula = (key: string) => answer.scenes.find((one) => one.key === key);
  const isTrained = found.scenes.some((one) => one.key === 'two');
  const share = (value: number | null | undefined) => (value == null ? t('none') : t('percent', { n: percent(value) }));
  const around = ({ value, half_width }: Played['total']['served'], say: (n: number) => string) => (value === null ? t('none') : half_width === null ? say(value) : t('plusMinus', { value: say(value), width: say(half_width) }));
  const heads: WhatIfKey[] = ['scenes.scene', ...(isTrained ? [] : ['confirm.formula'] as const), 'confirm.twin', 'scenes.wait', 'confirm.lost'];
  return (
    <>
      <p className={css.trained} role="status">{isTrained ? trained() : verdict()}</p>
      <div className={table.frame} tabIndex={0} role="region" aria-label={t('confirm.title')}>
        <table className={table.table}>
          <thead><tr>{heads.map((head) => <th key={head} scope="col">{t(head)}</th>)}</tr></thead>
          <tbody>
            {found.scenes.map(({ key, total }) => (
              <tr key={key} data-chosen={key === 'enough' || key === 'two' || undefined}>
                <th scope="row">{t(`scene.${key}` as WhatIfKey)}</th>
                {!isTrained && <td>{share(formula(key)?.service_level)}</td>}
                <td>{around(total.service_level, (n) => t('percent', { n: rounded(n * 100) }))}</td>
                <td>{around(total.wait_mean_s, (n) => spell(w, n))}</td>
                <td>{around(total.abandoned, (n) => format.number(rounded(n, 0)))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={card.faint}>{t('confirm.replications', { n: found.replications })}</p>
    </>
  );

  function verdict(): string {
    const twin = found.scenes.find((one) => one.key === 'enough')?.total.service_level;
    const said = formula('enough')?.service_level;
    if (twin?.value == null || said == null) return '';
    const about = { twin: rounded(twin.value * 100), formula: rounded(said * 100) };
    const room = (twin.half_width ?? 0) + NEAR;
    return t(twin.value > said + room ? 'confirm.better' : twin.value < said - room ? 'confirm.worse' : 'confirm.agrees', about);
  }

  function trained(): string {
    const level = (key: string) => found.scenes.find((one) => one.key === key)?.total.service_level.value ?? 0;
    const [apart, two, all] = [level('apart'), level('two'), level('all')];
    const about = { people: formula('enough')?.peak ?? 0, apart: rounded(apart * 100), two: rounded(two * 100), all: rounded(all * 100) };
    if (all - apart < NEAR) return t('confirm.trainedNo', about);
    return t('confirm.trained', { ...about, part: Math.round(Math.min(1, Math.max(0, (two - apart) / (all - apart))) * 100) });
  }
}
