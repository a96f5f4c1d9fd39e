import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { CopyButton } from '~/admin/kit/Copy';
import { useLanguage } from '~/i18n/context';
import { Empty } from '~/shared/Empty';
import { Head } from '../kit/Head';
import { useAddress } from '../kit/useAddress';
import { Working } from '../kit/Working';
import { MoneyProvider, MoneyUnit } from '../people/money';
import { useWords } from '../words';
import { readQuestion, writeQuestion } from './address';
import { Answer } from './Answer';
import { firstQuestion, keepQuestion, keptQuestion, type Ask, type Kind, type Question } from './ask';
import { Base } from './Base';
import { ChangeFields } from './ChangeFields';
import { Confirm } from './Confirm';
import { Day } from './Day';
import { Scenes } from './Scenes';
import { namesOf, saysOneTeam, useOwnBase, useWhatIf } from './useWhatIf';
import { useWhatIfWords } from './words';
import card from '~/shared/card.module.css';
import css from './WhatIf.module.css';
import question from '../kit/question.module.css';

export const Growth = () => <WhatIfPage kind="growth" />;
export const Crisis = () => <WhatIfPage kind="crisis" />;
export const Pooling = () => <WhatIfPage kind="pooling" />;
export const CrossTraining = () => <WhatIfPage kind="cross-training" />;
export const Closing = () => <WhatIfPage kind="closing" />;
export const Opening = () => <WhatIfPage kind="opening" />;
export const Containment = () => <WhatIfPage kind="containment" />;

/** One question: its sliders and the centre at one side, at the other what it means, as sentences, picture and figures. */
function WhatIfPage({ kind }: { kind: Kind }) {
  return <MoneyProvider><Room key={kind} kind={kind} /></MoneyProvider>;
}

function Room({ kind }: { kind: Kind }) {
  const { format } = useLanguage();
  const t = useWhatIfWords();
  const w = useWords();
  const [first] = useState(() => firstQuestion(t));
  const [linked] = useState(() => readQuestion(kind, new URLSearchParams(location.search), first));
  const [asked, setAsked] = useState(() => linked?.question ?? keptQuestion(t));
  const [faults, setFaults] = useState(() => linked?.faults ?? []);
  const address = useAddress(writeQuestion(kind, asked, first));
  useEffect(() => keepQuestion(asked), [asked]);
  const own = useOwnBase(asked.days, asked.source === 'own');
  const { query, queryKey, wish } = useWhatIf(kind, asked, own.query.data);
  const change = (how: (before: Question) => Question) => {
    setFaults([]);
    setAsked(how);
  };
  const set = (changes: Partial<Ask>) => change((before) => ({ ...before, ask: { ...before.ask, ...changes } }));
  const answer = query.data;
  const isReading = asked.source === 'own' && own.query.data === undefined;
  return (
    <>
      <Head title={t(`${kind}.title`)} text={t(`${kind}.text`)}><MoneyUnit /><CopyButton text={address} label={w('share')} /></Head>
      {faults.length > 0 && <p role="alert" className={question.faults}>{w('staffing.faults', { names: format.listed(faults) })}</p>}
      <form className={css.page} aria-label={t(`${kind}.title`)} onSubmit={(e) => e.preventDefault()}>
        <ChangeFields kind={kind} ask={asked.ask} set={set} names={namesOf(asked, own.query.data)} />
        <div className={`${card.stack} ${css.answers}`}>
          {saysOneTeam(query.error) && !isReading
            ? <Alone isTyped={asked.source === 'typed' || own.query.data?.model === null} onTyped={() => change((before) => ({ ...before, source: 'typed' }))} />
            : answer && !query.error && !isReading
            ? (
              <>
                <div className={card.stack} aria-busy={query.isFetching || undefined}>
                  <Answer kind={kind} answer={answer} />
                  <Day answer={answer} kind={kind} />
                  <Scenes answer={answer} />
                </div>
                {wish && <Confirm wish={wish} answer={answer} />}
              </>
            )
            : <Working query={isReading ? own.query : query} queryKey={isReading ? own.queryKey : queryKey} doing={t(isReading ? 'base.reading' : 'answer.doing')}>{null}</Working>}
        </div>
        <div className={`${card.stack} ${css.base}`}>
          <Base question={asked} own={own.query.data} onChange={(changes) => change((before) => ({ ...before, ...changes }))} />
        </div>
      </form>
    </>
  );
}

/** One team serves everything: figures of one's own go on from here. */
function Alone({ isTyped, onTyped }: { isTyped: boolean; onTyped: () => void }) {
  const t = useWhatIfWords();
  if (isTyped) return <Empty art="calm" title={t('alone.title')}>{t('alone.figures')}</Empty>;
  return <Empty art="calm" title={t('alone.title')} action={<Button onClick={onTyped}>{t('alone.typed')}</Button>}>{t('alone.own')}</Empty>;
}
