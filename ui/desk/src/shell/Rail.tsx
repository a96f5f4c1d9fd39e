import {
  IconAlarmSnooze, IconAt, IconChartHistogram, IconCircleCheck, IconHourglass, IconInbox, IconSearch, IconSettings,
  IconStack2, IconUserQuestion, type Icon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useRoute } from 'wouter';
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
  return (
    <nav className={css.rail} aria-label={t('rail.label')}>
      <Mark />
      <ul className={css.items}>
        {VIEWS.map(({ view, icon }) => (
          <Item key={view} to={`/inbox/${view}`} icon={icon} text={`rail.${view}`} count={countOf(counts, view)} />
        ))}
        <Item to="/search" icon={IconSearch} text="rail.search" />
        <li><hr className={css.divider} /></li>
        {rooms.board?.roles.includes(me.role) && <Item to="/board" icon={IconChartHistogram} text="rail.board" />}
        {rooms.admin?.roles.includes(me.role) && <Item to="/admin" icon={IconSettings} text="rail.admin" />}
      </ul>
      <div className={css.self}>
        <LiveDot />
        <PresenceSwitch />
      </div>
    </nav>
  );
}

function Item({ to, icon: Picture, text, count }: { to: string; icon: Icon; text: Key; count?: number }) {
  const { t, format, locale } = useLanguage();
  const [isHere] = useRoute(`${to}/*?`);
  return (
    <li>
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
