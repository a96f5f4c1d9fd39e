import { useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { api } from '~/api/client';
import type { Id, LiveFrame, TypingKind } from '~/api/types';
import { applyEvent, LIVE_KEYS } from './apply';
import { openLive, type Connection, type Live } from './socket';

export interface Presence {
  key: string;
  name: string | null;
  what: TypingKind;
  until: number;
}

interface LiveContextValue {
  state: Connection;
  /** Who is in a conversation at this moment; entries age out by themselves. */
  attending: (conversation: Id) => Presence[];
  tell: (conversation: Id, what: 'typing' | 'viewing' | 'answering') => void;
  subscribe: (listener: (frame: LiveFrame) => void) => () => void;
}

const LiveContext = createContext<LiveContextValue | null>(null);

const LASTS_MS = { typing: 6_000, customer_typing: 6_000, answering: 30_000, viewing: 45_000 } as const;

export function LiveProvider({ me, onEnded, children }: { me: Id; onEnded: () => void; children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<Connection>('connecting');
  const [present, setPresent] = useState<Record<Id, Presence[]>>({});
  const live = useRef<Live | null>(null);
  const listeners = useRef(new Set<(frame: LiveFrame) => void>());
  const ended = useRef(onEnded);
  ended.current = onEnded;

  useEffect(() => {
    let isFirst = true;
    const opened = openLive({
      onState: setState,
      onEnded: () => ended.current(),
      onFrame(frame) {
        if (frame.t === 'event') applyEvent(client, frame, me);
        if (frame.t === 'resync' || (frame.t === 'bye' && frame.code === 'rights_changed')) void client.invalidateQueries();
        // What was read before the line stood may lack events: read it once more.
        if (frame.t === 'hello' && isFirst) {
          isFirst = false;
          void client.invalidateQueries({ predicate: (q) => LIVE_KEYS.has(String(q.queryKey[0])) });
        }
        if (frame.t === 'typing' && frame.user_id !== me) {
          const { conversation_id: conversation, what, name } = frame;
          const entry = { key: `${frame.user_id}${what === 'customer_typing'}`, name, what, until: Date.now() + LASTS_MS[what] };
          setPresent((all) => ({
            ...all,
            [conversation]: [...(all[conversation] ?? []).filter((p) => p.key !== entry.key && p.until > Date.now()), entry],
          }));
        }
        for (const listener of listeners.current) listener(frame);
      },
    });
    live.current = opened;
    return opened.close;
  }, [client, me]);

  useEffect(() => {
    const sweep = setInterval(() => setPresent(withoutPast), 2_000);
    return () => clearInterval(sweep);
  }, []);

  const tell = useCallback((conversation: Id, what: 'typing' | 'viewing' | 'answering') => {
    // Only a courtesy to colleagues: a lost word is said again.
    void api.post(`/conversations/${conversation}/typing`, { what }).catch(() => undefined);
  }, []);

  const subscribe = useCallback((listener: (frame: LiveFrame) => void) => {
    listeners.current.add(listener);
    return () => void listeners.current.delete(listener);
  }, []);

  const value = useMemo<LiveContextValue>(
    () => ({ state, attending: (id) => present[id] ?? NOBODY, tell, subscribe }),
    [state, present, tell, subscribe],
  );
  return <LiveContext.Provider value={value}>{children}</LiveContext.Provider>;
}

export function useLive(): LiveContextValue {
  const value = useContext(LiveContext);
  if (!value) throw new Error('useLive outside of LiveProvider');
  return value;
}

const NOBODY: Presence[] = [];

function withoutPast(all: Record<Id, Presence[]>): Record<Id, Presence[]> {
  const now = Date.now();
  const isClean = Object.values(all).every((list) => list.every((p) => p.until > now));
  if (isClean) return all;
  return Object.fromEntries(Object.entries(all).map(([id, list]) => [id, list.filter((p) => p.until > now)]));
}
