import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { Message } from '~/api/types';
import { useThread } from '~/conversation/useThread';
import { useLanguage, useMessages } from '~/i18n/context';
import { useMay } from '~/shell/me';
import { movingMessages } from './messages';
import { useMoves } from './useMoves';
import css from './moving.module.css';

type Notice = 'split_off' | 'split_from' | 'merged_into' | 'merged_from' | 'split_undone' | 'split_returned' | 'merge_undone' | 'merge_returned';

const DONE = new Set<string>(['split_off', 'split_from', 'merged_into', 'merged_from']);

/** What went where, with the way there and, as long as nothing new was written, the way back. */
export function MoveNotice({ message }: { message: Message }) {
  const { format } = useLanguage();
  const say = useMessages(movingMessages);
  const mayWrite = useMay('conversations.write');
  const [here] = useLocation();
  const { messages } = useThread(message.conversation_id);
  const { undo } = useMoves();
  const { notice, other_id: other, number, count, move_id: move } = message.meta;
  const since = messages.filter((m: Message) => m.position > message.position && !m.local);
  const mayUndo = mayWrite && DONE.has(notice ?? '') && !since.some((m) => m.kind !== 'notice' || m.meta.move_id === move || stands(m, since));
  const link = (
    <Link href={here.replace(message.conversation_id, other ?? '')} className={css.link}>
      <bdi dir="ltr">#{format.digits(String(number ?? ''))}</bdi>
    </Link>
  );
  return (
    <>
      <span>{withLink(say(`notice.${notice as Notice}`, { count: count ?? 0, other: SLOT }), link)}</span>
      {mayUndo && move && other && (
        <button type="button" className={css.undo} onClick={() => void undo(move, message.conversation_id, other)}>{say('undo')}</button>
      )}
    </>
  );
}

/** A later split or merge that was not taken back stands on this one. */
const stands = (later: Message, since: Message[]) =>
  DONE.has(later.meta.notice ?? '') && !since.some((m) => m.meta.move_id === later.meta.move_id && !DONE.has(m.meta.notice ?? ''));

const SLOT = '\u0000';

function withLink(sentence: string, link: ReactNode): ReactNode {
  const [before, after] = sentence.split(SLOT);
  return <>{before}{link}{after}</>;
}
