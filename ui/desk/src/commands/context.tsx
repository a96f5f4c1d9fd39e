import { createContext, useContext, useEffect, useMemo, useRef, type ReactNode } from 'react';
import type { Key } from '~/messages/fa';
import { chordOf, isWriting } from './keys';

export type CommandGroup = 'go' | 'do' | 'write' | 'work';

export interface Command {
  id: string;
  label: Key;
  group: CommandGroup;
  /** A chord of physical keys, as `chordOf` gives it. */
  keys?: string;
  /** Works while writing too; only for chords with a modifier. */
  isGlobal?: boolean;
  values?: Record<string, string>;
  run: () => void;
}

interface Registry {
  add: (owner: object, commands: () => Command[]) => () => void;
  all: () => Command[];
  run: (id: string) => void;
}

const RegistryContext = createContext<Registry | null>(null);

/** Every command of the desk in one place: keys, help and palette read the same list. */
export function CommandProvider({ shortcuts, children }: { shortcuts: Record<string, string>; children: ReactNode }) {
  const sources = useRef(new Map<object, () => Command[]>());
  const chosen = useRef(shortcuts);
  chosen.current = shortcuts;

  const registry = useMemo<Registry>(() => {
    const all = () =>
      [...sources.current.values()].flatMap((source) => source()).map((c) => ({ ...c, keys: chosen.current[c.id] ?? c.keys }));
    return {
      add(owner, commands) {
        sources.current.set(owner, commands);
        return () => void sources.current.delete(owner);
      },
      all,
      run: (id) => all().find((command) => command.id === id)?.run(),
    };
  }, []);

  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const chord = chordOf(event);
      if (!chord || event.defaultPrevented || event.isComposing) return;
      const command = registry.all().find((c) => c.keys === chord);
      if (!command || ((isWriting(event.target) || isInDialog()) && !command.isGlobal)) return;
      event.preventDefault();
      command.run();
    }
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [registry]);

  return <RegistryContext.Provider value={registry}>{children}</RegistryContext.Provider>;
}

/** Offers commands while the caller is on the screen. */
export function useCommands(commands: Command[]): void {
  const { add } = useRegistry();
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => add(latest, () => latest.current), [add]);
}

export function useRegistry(): Registry {
  const registry = useContext(RegistryContext);
  if (!registry) throw new Error('useRegistry outside of CommandProvider');
  return registry;
}

const isInDialog = () => document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
