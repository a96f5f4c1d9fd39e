import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import { readAsk, type Ask } from './staffing/params';

interface Asking {
  ask: Ask;
  /** Names in the address that could not be meant. */
  faults: string[];
  set: (changes: Partial<Ask>) => void;
}

const AskContext = createContext<Asking | null>(null);

/** What is asked of the formula goes along from page to page: the calculator's promise holds for the week as well. */
export function AskProvider({ children }: { children: ReactNode }) {
  const [{ ask, faults }, setAsked] = useState(() => readAsk(new URLSearchParams(location.search)));
  const asking = useMemo(() => ({
    ask, faults, set: (changes: Partial<Ask>) => setAsked((before) => ({ ask: { ...before.ask, ...changes }, faults: [] })),
  }), [ask, faults]);
  return <AskContext value={asking}>{children}</AskContext>;
}

export function useAsk(): Asking {
  const asking = useContext(AskContext);
  if (!asking) throw new Error('useAsk outside of AskProvider');
  return asking;
}
