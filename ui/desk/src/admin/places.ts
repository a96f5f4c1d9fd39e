import {
  IconBadges, IconBuilding, IconBuildingStore, IconCalendarTime, IconChecklist, IconClipboardText, IconKey, IconMailOff, IconMessage2Bolt, IconPlugConnected, IconShieldExclamation,
  IconSpeakerphone, IconSparkles, IconStack2, IconTag, IconUsers, IconUsersGroup, IconWebhook, type Icon,
} from '@tabler/icons-react';
import type { AdminKey } from './kit/texts';

export interface Section {
  name: string;
  icon: Icon;
  permission?: string;
}

/** The pages of administration as they stand in its menu. */
export const GROUPS: { title: AdminKey; sections: Section[] }[] = [
  { title: 'group.people', sections: [
    { name: 'people', icon: IconUsers }, { name: 'departments', icon: IconBuilding }, { name: 'teams', icon: IconUsersGroup }, { name: 'skills', icon: IconBadges },
  ] },
  { title: 'group.work', sections: [
    { name: 'queues', icon: IconStack2 }, { name: 'calendars', icon: IconCalendarTime }, { name: 'canned', icon: IconMessage2Bolt },
    { name: 'labels', icon: IconTag }, { name: 'dispositions', icon: IconChecklist },
  ] },
  { title: 'group.roads', sections: [{ name: 'channels', icon: IconPlugConnected }, { name: 'suppressions', icon: IconMailOff, permission: 'board.read' }, { name: 'quarantine', icon: IconShieldExclamation, permission: 'board.read' }, { name: 'brands', icon: IconSparkles }] },
  { title: 'group.house', sections: [
    { name: 'organization', icon: IconBuildingStore }, { name: 'bulletins', icon: IconSpeakerphone }, { name: 'webhooks', icon: IconWebhook, permission: 'configuration.manage' },
    { name: 'keys', icon: IconKey, permission: 'people.manage' }, { name: 'audit', icon: IconClipboardText, permission: 'audit.read' },
  ] },
];
