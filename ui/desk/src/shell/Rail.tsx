import { Menu } from '@mantine/core';
import {
  IconAlarmSnooze, IconAt, IconCalendarUser, IconChartHistogram, IconChartLine, IconCircleCheck, IconDots, IconHourglass, IconInbox, IconSearch, IconSettings,
  IconStack2, IconUserQuestion, type Icon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useRoute } from 'wouter';
import { countsQuery } from '~/api/queries';
import type { Counts, View } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import type { Key } from '~/messages/fa';
import { LiveDot } from './LiveDot';
import { useMe } from './me';
import { PresenceSwitch } from './PresenceSwitch';
import { rooms } from './rooms';
import css from './Rail.module.css';

export const VIEWS: { view: View; icon: Icon }[] = [
  { view: 'mine', icon: IconInbox },
  { view: 'handed', icon: IconAt },
  { view: 'queues', icon: IconStack2 },
  { view: 'unassigned', icon: IconUserQuestion },
  { view: 'waiting', icon: IconHourglass },
  { view: 'snoozed', icon: IconAlarmSnooze },
  { view: 'resolved', icon: IconCircleCheck },
];

/** The way around: views with their counts above, rooms below, and oneself at the end. */
export function Rail() {
  const { t } = useLanguage();
  const me = useMe();
  const { data: counts } = useQuery(countsQuery);
  const places: Place[] = [
    ...VIEWS.map(({ view, icon }) => ({ to: `/inbox/${view}`, icon, text: `rail.${view}` as const, count: countOf(counts, view) })),
    { to: '/search', icon: IconSearch, text: 'rail.search' },
    ...(rooms.shifts?.roles.includes(me.role) ? [{ to: '/shifts', icon: IconCalendarUser, text: 'rail.shifts' as const, isRoom: true }] : []),
    ...(rooms.board?.roles.includes(me.role) ? [{ to: '/board', icon: IconChartHistogram, text: 'rail.board' as const, isRoom: true }] : []),
    ...(rooms.workforce?.roles.includes(me.role) ? [{ to: '/workforce', icon: IconChartLine, text: 'rail.workforce' as const, isRoom: true }] : []),
    ...(rooms.admin?.roles.includes(me.role) ? [{ to: '/admin', icon: IconSettings, text: 'rail.admin' as const, isRoom: true }] : []),
  ];
  return (
    <nav className={css.rail} aria-label={t('rail.label')}>
      <Mark />
      <ul className={css.items}>
        {places.map((place) => (
          <Item key={place.to} {...place} isWide={!ON_PHONE.has(place.to)} />
        ))}
        <More places={places.filter((place) => !ON_PHONE.has(place.to))} />
      </ul>
      <div className={css.self}>
        <LiveDot />
        <PresenceSwitch />
      </div>
    </nav>
  );
}

interface Place {
  to: string;
  icon: Icon;
  text: Key;
  count?: number | undefined;
  /** A room of its own, apart from the views of the inbox. */
  isRoom?: boolean;
}

/* What has a place in the bar of a phone; the others are in its menu. */
const ON_PHONE = new Set(['/inbox/mine', '/inbox/queues', '/inbox/unassigned', '/search']);

function Item({ to, icon: Picture, text, count, isRoom, isWide }: Place & { isWide: boolean }) {
  const { t, format, locale } = useLanguage();
  const [isHere] = useRoute(`${to}/*?`);
  return (
    <li data-room={isRoom || undefined} data-wide={isWide || undefined}>
      <Link href={to} className={css.item} aria-current={isHere ? 'page' : undefined}>
        <Picture size={21} stroke={1.7} aria-hidden />
        <span>{t(text)}</span>
        {count ? (
          <span className={css.count}>
            <span className="unseen">{locale === 'fa' ? '،' : ','} </span>
            {format.number(count)}
          </span>
        ) : null}
      </Link>
    </li>
  );
}

function More({ places }: { places: Place[] }) {
  const { t, format } = useLanguage();
  const [location, go] = useLocation();
  return (
    <li className={css.more}>
      <Menu position="top" shadow="lg" width={220}>
        <Menu.Target>
          <button type="button" className={css.item} data-here={places.some((p) => location.startsWith(p.to)) || undefined}>
            <IconDots size={21} stroke={1.7} aria-hidden />
            <span>{t('rail.more')}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {places.map(({ to, icon: Picture, text, count }) => (
            <Menu.Item key={to} leftSection={<Picture size={18} stroke={1.7} aria-hidden />} rightSection={count ? format.number(count) : null} onClick={() => go(to)}>{t(text)}</Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}

function Mark() {
  const { t } = useLanguage();
  return (
    <svg viewBox="0 0 32 32" className={css.mark} role="img" aria-label={t('product')}>
      <path d="M6 20c0-6 4.500-10.500 10-10.500S26 14 26 20" fill="none" stroke="#fff" strokeWidth="2.800" strokeLinecap="round" />
      <path d="M11.500 20.500c0-3 2-5.300 4.500-5.300s4.500 2.300 4.500 5.300" fill="none" stroke="var(--rail-badge)" strokeWidth="2.600" strokeLinecap="round" />
      <circle cx="16" cy="23.500" r="2.200" fill="#fff" />
    </svg>
  );
}

const countOf = (counts: Counts | undefined, view: View) => (view === 'resolved' ? undefined : counts?.[view]);
