import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useDeferredValue, useRef } from 'react';
import { ApiProblem } from '~/api/client';
import type { Id } from '~/api/types';
import { conversationQuery } from '~/api/queries';
import { Composer } from '~/composer/Composer';
import { useLanguage } from '~/i18n/context';
import { Broken } from '~/shared/Broken';
import { Empty } from '~/shared/Empty';
import { ThreadSkeleton } from '~/shared/skeletons';
import { useMay } from '~/shell/me';
import { Attending } from './Attending';
import { ConversationHead } from './ConversationHead';
import { MarkBar } from './MarkBar';
import { Timeline } from './Timeline';
import { UndoBar } from './UndoBar';
import { useReadMark } from './useReadMark';
import css from './ConversationPane.module.css';

const GoneBar = lazy(() => import('~/moving').then((m) => ({ default: m.GoneBar })));

interface Props {
  id: Id;
  onNext: () => void;
  onBack: () => void;
  /** To the customer behind the conversation, where the window has no room for both. */
  onCustomer: () => void;
}

/** One conversation: what is known above, what was said in the middle, what is being written below. The frame stays when another one is opened. */
export function ConversationPane({ id, onNext, onBack, onCustomer }: Props) {
  const { data: conversation, error, refetch } = useQuery(conversationQuery(id));
  const { t } = useLanguage();
  const mayWrite = useMay('conversations.write');
  // What was said is drawn first; the place to write in follows in the next breath.
  const writing = useDeferredValue(id);
  const writtenIn = useRef<Id | null>(null);
  useReadMark(mayWrite ? conversation : undefined);

  if (!conversation) {
    return (
      <main data-pane="talk" className={css.pane} aria-busy={!error}>
        {isGone(error) ? <Empty art="search" title={t('failure.gone.title')} action={<Button onClick={onBack}>{t('header.back')}</Button>}>{t('failure.gone.text')}</Empty>
          : error ? <Broken onRetry={() => void refetch()} /> : <><div className={css.headPlace} /><ThreadSkeleton /></>}
      </main>
    );
  }
  if (!conversation.merged_into) writtenIn.current = id;
  return (
    <main data-pane="talk" className={css.pane}>
      <ConversationHead conversation={conversation} onNext={onNext} onBack={onBack} onCustomer={onCustomer} />
      <MarkBar mark={conversation.mark} />
      <Timeline key={id} conversation={conversation} />
      {conversation.merged_into ? <Suspense><GoneBar key={id} id={id} into={conversation.merged_into} isFocused={writtenIn.current === id} /></Suspense> : mayWrite ? (
        <div className={css.foot}>
          <Attending conversation={id} />
          <UndoBar conversation={id} />
          {writing === id ? <Composer key={id} conversation={conversation} /> : <div className={css.soon} />}
        </div>
      ) : <p className={css.readOnly}>{t('composer.readOnly')}</p>}
    </main>
  );
}

/** Not there, or not for this person: to try again would not help. */
const isGone = (error: unknown) => error instanceof ApiProblem && error.status === 404;
