import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Id } from '~/api/types';
import { useSend, undoQuery } from '~/composer/useSend';
import { useLanguage } from '~/i18n/context';
import { useNow } from '~/shared/useNow';
import css from './ConversationPane.module.css';

/** The five seconds in which a message can still be held back. */
export function UndoBar({ conversation }: { conversation: Id }) {
  const { data: pending } = useQuery(undoQuery(conversation));
  return pending ? <Countdown key={pending.id} conversation={conversation} until={Date.parse(pending.until)} /> : null;
}

function Countdown({ conversation, until }: { conversation: Id; until: number }) {
  const { t } = useLanguage();
  const { undo, forgetUndo } = useSend(conversation);
  const now = useNow(250);
  const left = until - now;
  const [burns] = useState(() => until - Date.now());

  useEffect(() => {
    if (left <= 0) forgetUndo();
  }, [left, forgetUndo]);

  if (left <= 0) return null;
  return (
    <div className={css.undo}>
      <span>{t('undo.sending', { n: Math.ceil(left / 1000) })}</span>
      <button type="button" onClick={undo}>{t('undo.stop')}</button>
      <span className={css.fuse} style={{ animationDuration: `${burns}ms` }} />
    </div>
  );
}
