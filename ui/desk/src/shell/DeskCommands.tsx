import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useLocation } from 'wouter';
import { useCommands, type Command } from '~/commands/context';
import { useDialog } from '~/dialogs/context';
import { useLanguage } from '~/i18n/context';
import { useMay } from './me';
import { useMyPresence } from './PresenceSwitch';
import { VIEWS } from './Rail';

/** What can be done from everywhere. */
export function DeskCommands() {
  const { t } = useLanguage();
  const [, go] = useLocation();
  const { open } = useDialog();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme() === 'dark';
  const { change } = useMyPresence();
  const mayWork = useMay('conversations.write');

  const work: Command[] = [
    { id: 'log', label: 'list.log', group: 'do', keys: 'KeyC', run: () => open({ kind: 'logContact' }) },
    { id: 'available', label: 'command.available', group: 'work', run: () => change({ state: 'available', reason: null }) },
    { id: 'signIn', label: 'shift.begin', group: 'work', run: () => open({ kind: 'signIn' }) },
    { id: 'signOut', label: 'shift.end', group: 'work', run: () => open({ kind: 'signOut' }) },
  ];

  useCommands([
    { id: 'palette', label: 'palette.open', group: 'go', keys: 'Mod+KeyK', isGlobal: true, run: () => open({ kind: 'palette' }) },
    { id: 'search', label: 'command.search', group: 'go', keys: 'Slash', run: () => go('/search') },
    { id: 'help', label: 'command.help', group: 'go', keys: 'Shift+Slash', run: () => open({ kind: 'help' }) },
    ...VIEWS.map(({ view }, i) => ({
      id: `view.${view}`, label: 'command.goTo' as const, values: { name: t(`view.${view}`) }, group: 'go' as const,
      keys: `Digit${i + 1}`, run: () => go(`/inbox/${view}`),
    })),
    { id: 'settings', label: 'rail.settings', group: 'go', run: () => go('/settings') },
    { id: 'theme', label: 'command.theme', group: 'go', run: () => setColorScheme(isDark ? 'light' : 'dark') },
    ...(mayWork ? work : []),
  ]);
  return null;
}
