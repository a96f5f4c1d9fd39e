import { useSyncExternalStore } from 'react';

interface Beat {
  read: () => number;
  subscribe: (listener: () => void) => () => void;
}

const beats = new Map<number, Beat>();

/** The present moment, told again every `everyMs`; all who ask for the same beat share one timer. */
export function useNow(everyMs = 15_000): number {
  let beat = beats.get(everyMs);
  if (!beat) beats.set(everyMs, (beat = createBeat(everyMs)));
  return useSyncExternalStore(beat.subscribe, beat.read);
}

function createBeat(everyMs: number): Beat {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;

  function tick(): void {
    now = Date.now();
    for (const listener of listeners) listener();
  }

  return {
    read: () => now,
    subscribe(listener) {
      if (listeners.size === 0) {
        timer = setInterval(tick, everyMs);
        // After a pause the clock is behind: tell the time once the subscriber stands.
        if (Date.now() - now > everyMs) queueMicrotask(tick);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
  };
}
