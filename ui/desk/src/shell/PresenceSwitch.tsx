import { Menu } from '@mantine/core';
import { IconCoffee, IconDoorExit, IconLogout, IconMoon, IconSettings, IconSun, IconCheck } from '@tabler/icons-react';
import { useMantineColorScheme, useComputedColorScheme } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { api } from '~/api/client';
import { presenceQuery, workQuery } from '~/api/queries';
import type { Presence } from '~/api/types';
import { useDialog } from '~/dialogs/context';
import { useLanguage } from '~/i18n/context';
import type { Key } from '~/messages/fa';
import { sayFailure } from '~/shared/toast';
import { useWork } from '~/handling/useWork';
import { useMay, useMe } from './me';
import css from './PresenceSwitch.module.css';

/* Reasons that have words of ours; an organization may add its own, which are shown as they are written. */
const WORDED = new Set(['rest', 'meal', 'prayer', 'meeting', 'training', 'other_work', 'unanswered']);

type State = Presence['state'];

export function useMyPresence() {
  const me = useMe();
  const client = useQueryClient();
  const { t } = useLanguage();
  const { data } = useQuery(presenceQuery);
  const mine = data?.items.find((p) => p.user_id === me.user.id);
  const { mutate: change } = useMutation({
    mutationFn: (next: { state: State; reason: string | null }) => api.put('/me/presence', next),
    onMutate: (next) => {
      const before = client.getQueryData(presenceQuery.queryKey);
      const changed = { user_id: me.user.id, since: new Date().toISOString(), ...next };
      client.setQueryData(presenceQuery.queryKey, (all) =>
        ({ items: [...(all?.items ?? []).filter((p) => p.user_id !== me.user.id), changed] }));
      return before;
    },
    onError: (error, _, before) => {
      client.setQueryData(presenceQuery.queryKey, before);
      sayFailure(t, error);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['work'] }),
  });
  return { state: mine?.state ?? ('offline' as State), reason: mine?.reason ?? null, change };
}

/** A reason of a break in the reader's language, or as the organization wrote it. */
export function useBreakWords(): (code: string) => string {
  const { t } = useLanguage();
  return (code) => (WORDED.has(code) ? t(`break.${code}` as Key) : code);
}

export function PresenceSwitch() {
  const { t, locale } = useLanguage();
  const me = useMe();
  const [, go] = useLocation();
  const { open } = useDialog();
  const { state, reason, change } = useMyPresence();
  const work = useWork();
  const mayWork = useMay('conversations.write');
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme() === 'dark';
  const breakOf = useBreakWords();
  const said = state === 'break' && reason ? `${t('presence.break')} · ${breakOf(reason)}` : t(`presence.${state}`);

  const { begin, leave } = useRituals();

  return (
    <Menu position="right-end" offset={12} width={230} shadow="lg" withinPortal>
      <Menu.Target>
        <button type="button" className={css.self} aria-label={mayWork ? `${me.user.name}${locale === 'fa' ? '،' : ','} ${t('presence.label')}: ${said}` : me.user.name}>
          <Meter capacity={work?.capacity ?? 0} load={work?.load ?? 0} name={me.user.name} />
          {mayWork && (
            <span className={css.state} data-state={state}>
              <span className={css.dot} /> <span className="cut">{t(`presence.${state}`)}</span>
            </span>
          )}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={css.who}>
          <strong>{me.user.name}</strong>
          <span>{t(`role.${me.role}`)} · <bdi>{me.organization.name}</bdi></span>
        </div>
        {mayWork && <>
          <Menu.Item leftSection={<span className={css.dot} data-state="available" />} onClick={begin}
            rightSection={state === 'available' ? <IconCheck size={16} aria-hidden /> : null}>
            {t('presence.available')}
          </Menu.Item>
          <Menu.Label>{t('presence.break')}</Menu.Label>
          {(work?.break_reasons ?? []).map((code) => (
            <Menu.Item key={code} leftSection={<IconCoffee size={16} aria-hidden />} onClick={() => change({ state: 'break', reason: code })}
              rightSection={state === 'break' && reason === code ? <IconCheck size={16} aria-hidden /> : null}>
              {breakOf(code)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconDoorExit size={16} aria-hidden />} onClick={() => open({ kind: 'signOut' })}>{t('shift.end')}</Menu.Item>
        </>}
        <Menu.Item leftSection={isDark ? <IconSun size={16} aria-hidden /> : <IconMoon size={16} aria-hidden />}
          onClick={() => setColorScheme(isDark ? 'light' : 'dark')}>{t('command.theme')}</Menu.Item>
        <Menu.Item leftSection={<IconSettings size={16} aria-hidden />} onClick={() => go('/settings')}>{t('rail.settings')}</Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden className="mirrored" />} onClick={leave}>{t('shift.logOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Into work and out of the house: whoever has no shift yet begins one, whoever has one ends it first. */
export function useRituals(): { begin: () => void; leave: () => void } {
  const client = useQueryClient();
  const { open } = useDialog();
  const { change } = useMyPresence();
  const work = useWork();
  const mayWork = useMay('conversations.write');
  /** Whether a shift runs, by the server: what is known here may be older than a shift that just began. */
  async function hasShift(): Promise<boolean> {
    if (!mayWork) return false;
    return Boolean((await client.fetchQuery({ ...workQuery, staleTime: 0 }).catch(() => work))?.shift);
  }
  return {
    begin: () => (work && !work.shift ? open({ kind: 'signIn' }) : change({ state: 'available', reason: null })),
    leave: () => void hasShift().then((is) => (is ? open({ kind: 'signOut', isLeaving: true }) : logOut())),
  };
}

export async function logOut(): Promise<void> {
  await api.delete('/session');
  location.assign('/desk/login');
}

/** One's initial inside a ring that fills with load. */
function Meter({ capacity, load, name }: { capacity: number; load: number; name: string }) {
  const { t } = useLanguage();
  const part = capacity > 0 ? Math.min(1, load / capacity) : 0;
  return (
    <svg viewBox="0 0 44 44" className={css.meter} role="img" aria-label={t('capacity.label', { load, capacity })}>
      <circle cx="22" cy="22" r="19" fill="none" stroke="var(--rail-raised)" strokeWidth="4" />
      <circle cx="22" cy="22" r="19" fill="none" stroke="var(--rail-badge)" strokeWidth="4" strokeLinecap="round"
        pathLength="100" strokeDasharray={`${part * 100} 100`} transform="rotate(-90 22 22)" opacity={part ? 1 : 0} />
      <text x="22" y="22" dy=".36em" textAnchor="middle" fill="currentColor" fontSize="16" fontWeight="650">{[...name][0]}</text>
    </svg>
  );
}
