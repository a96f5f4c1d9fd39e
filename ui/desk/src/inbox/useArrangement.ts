import { useCallback, useRef, useState } from 'react';
import type { ConversationSummary } from '~/api/types';
import { arrange, type Arrangement } from './arrange';

/** Holds the order of a list still while `isHeld`; `settle` takes in what has gathered. */
export function useArrangement(now: ConversationSummary[], isHeld: boolean, listKey: string): Arrangement & { settle: () => void } {
  const shown = useRef<{ key: string; rows: ConversationSummary[] }>({ key: listKey, rows: [] });
  const [, redraw] = useState(0);
  const before = shown.current.key === listKey ? shown.current.rows : [];
  const arrangement = arrange(before, now, isHeld);
  shown.current = { key: listKey, rows: arrangement.rows };

  const settle = useCallback(() => {
    shown.current = { key: '', rows: [] };
    redraw((n) => n + 1);
  }, []);
  return { ...arrangement, settle };
}
