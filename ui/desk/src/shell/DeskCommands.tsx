import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useLocation } from 'wouter';
import { useCommands, type Command } from '~/commands/context';
import { useDialog } from '~/dialogs/context';
import { useLanguage } from '~/i18n/context';
import { useWork } from '~/handling/useWork';
import { useMay, useMe } from './me';
import { useBreakWords, useMyPresence, useRituals } from './PresenceSwitch';
import { VIEWS } from './Rail';
import { rooms } from './rooms';

/** What can be done from everywhere. */
export function DeskCommands() {
  const { t } = useLanguage();
  const [, go] = useLocation();
  const { open } = useDialog();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme() === 'dark';
  const { change } = useMyPresence();
  const { begin, leave } = useRituals();
  const mayWork = useMay('conversations.write');
  const { role } = useMe();
  const breakOf = useBreakWords();
  const reasons = useWork()?.break_reasons ?? [];

  const work: Command[] = [
    { id: 'log', label: 'list.log', group: 'do', keys: 'KeyC', run: () => open({ kind: 'logContact' }) },
    { id: 'available', label: 'command.available', group: 'work', run: begin },
    ...reasons.map((reason) => ({
      id: `break.${reason}`, label: 'command.break' as const, values: { name: breakOf(reason) }, group: 'work' as const,
      run: () => change({ state: 'break', reason }),
    })),
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
    ...(rooms.board?.roles.includes(role) ? [
      { id: 'board', label: 'command.goTo' as const, values: { name: t('rail.board') }, group: 'go' as const, run: () => go('/board') },
      { id: 'wall', label: 'command.wall' as const, group: 'go' as const, run: () => go('/board/wall') },
    ] : []),
    ...(rooms.workforce?.roles.includes(role) ? [{ id: 'workforce', label: 'command.goTo' as const, values: { name: t('rail.workforce') }, group: 'go' as const, run: () => go('/workforce') }] : []),
    ...(rooms.admin?.roles.includes(role) ? [{ id: 'admin', label: 'command.goTo' as const, values: { name: t('rail.admin') }, group: 'go' as const, run: () => go('/admin') }] : []),
    { id: 'settings', label: 'rail.settings', group: 'go', run: () => go('/settings') },
    { id: 'theme', label: 'command.theme', group: 'go', run: () => setColorScheme(isDark ? 'light' : 'dark') },
    ...(mayWork ? work : []),
    { id: 'logOut', label: 'shift.logOut', group: 'go', run: leave },
  ]);
  return null;
}
