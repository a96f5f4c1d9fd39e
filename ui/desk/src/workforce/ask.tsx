import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import { readAsk, speedsFor, type Ask } from './staffing/params';

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
    ask, faults, set: (changes: Partial<Ask>) => setAsked((before) => ({ ask: fitted({ ...before.ask, ...changes }), faults: [] })),
  }), [ask, faults]);
  return <AskContext value={asking}>{children}</AskContext>;
}

/** There is a speed for each number of chats at once. */
const fitted = (ask: Ask): Ask => (ask.speeds && ask.speeds.length !== ask.concurrency ? { ...ask, speeds: ask.concurrency > 1 ? speedsFor(ask.concurrency, ask.speeds) : null } : ask);

export function useAsk(): Asking {
  const asking = useContext(AskContext);
  if (!asking) throw new Error('useAsk outside of AskProvider');
  return asking;
}
