import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { draftQuery } from '~/api/queries';
import type { Conversation } from '~/api/types';
import { LinesSkeleton } from '~/shared/skeletons';
import { Writer } from './Writer';
import css from './Composer.module.css';

/** Opens with what was being written here, on this computer or another. */
export function Composer({ conversation }: { conversation: Conversation }) {
  const { data: draft, isPending, isFetching } = useQuery(draftQuery(conversation.id));
  // What is known no longer holds while it is read anew; but nothing is taken from whoever writes already.
  const isOpen = useRef(false);
  isOpen.current ||= !isPending && !isFetching;
  if (!isOpen.current) return <div className={css.box} data-mode="message"><div className={css.waiting}><LinesSkeleton count={2} /></div></div>;
  return <Writer conversation={conversation} draft={draft ?? null} />;
}
