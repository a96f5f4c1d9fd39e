import { Button } from '@mantine/core';
import { IconArrowMerge } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import type { Id } from '~/api/types';
import { useMessages } from '~/i18n/context';
import { movingMessages } from './messages';
import css from './moving.module.css';

/** In the place of the composer: nothing is written here any more, the talk goes on there. */
export function GoneBar({ id, into, isFocused }: { id: Id; into: Id; isFocused: boolean }) {
  // Whoever wrote here when it went still stands somewhere.
  const link = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isFocused && document.activeElement === document.body) link.current?.focus();
  }, [isFocused]);
  const say = useMessages(movingMessages);
  const [here, go] = useLocation();
  return (
    <p className={css.gone}>
      <IconArrowMerge size={18} aria-hidden /> <span>{say('gone.text')}</span>
      <Button ref={link} size="compact-sm" variant="light" onClick={() => go(here.replace(id, into))}>{say('gone.go')}</Button>
    </p>
  );
}
