import {
  IconBadges, IconBuilding, IconCalendarTime, IconChecklist, IconClipboardText, IconKey, IconMessage2Bolt, IconPlugConnected,
  IconSpeakerphone, IconSparkles, IconStack2, IconTag, IconUsers, IconUsersGroup, IconWebhook, type Icon,
} from '@tabler/icons-react';
import { Link, useRoute } from 'wouter';
import { useMay } from '~/shell/me';
import { useTexts, type AdminKey } from './kit/texts';
import css from './Admin.module.css';

interface Section {
  name: string;
  icon: Icon;
  permission?: string;
}

const GROUPS: { title: AdminKey; sections: Section[] }[] = [
  { title: 'group.people', sections: [
    { name: 'people', icon: IconUsers }, { name: 'departments', icon: IconBuilding }, { name: 'teams', icon: IconUsersGroup }, { name: 'skills', icon: IconBadges },
  ] },
  { title: 'group.work', sections: [
    { name: 'queues', icon: IconStack2 }, { name: 'calendars', icon: IconCalendarTime }, { name: 'canned', icon: IconMessage2Bolt },
    { name: 'labels', icon: IconTag }, { name: 'dispositions', icon: IconChecklist },
  ] },
  { title: 'group.roads', sections: [{ name: 'channels', icon: IconPlugConnected }, { name: 'brands', icon: IconSparkles }] },
  { title: 'group.house', sections: [
    { name: 'bulletins', icon: IconSpeakerphone }, { name: 'webhooks', icon: IconWebhook, permission: 'configuration.manage' },
    { name: 'keys', icon: IconKey, permission: 'people.manage' }, { name: 'audit', icon: IconClipboardText, permission: 'audit.read' },
  ] },
];

export function Sections() {
  const a = useTexts();
  return (
    <nav className={css.sections} aria-label={a('admin.sections')}>
      <p className={css.title}>{a('admin.title')}</p>
      {GROUPS.map((group) => (
        <div key={group.title} className={css.group} role="group" aria-label={a(group.title)}>
          <p className={css.groupTitle} aria-hidden>{a(group.title)}</p>
          {group.sections.map((section) => <Item key={section.name} {...section} />)}
        </div>
      ))}
    </nav>
  );
}

function Item({ name, icon: Picture, permission }: Section) {
  const a = useTexts();
  const may = useMay(permission ?? '');
  const [isHere] = useRoute(`/admin/${name}/*?`);
  if (permission && !may) return null;
  return (
    <Link href={`/admin/${name}`} className={css.section} aria-current={isHere ? 'page' : undefined}>
      <Picture size={18} stroke={1.7} aria-hidden />{a(`section.${name}` as AdminKey)}
    </Link>
  );
}
