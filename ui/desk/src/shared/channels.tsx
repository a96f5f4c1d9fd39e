import {
  IconBrandInstagram, IconBrandTelegram, IconBrandWhatsapp, IconBuildingStore, IconDeviceMobileMessage, IconMail,
  IconMailOpened, IconMessageCircle, IconMessageDots, IconNotebook, IconPhone, type Icon,
} from '@tabler/icons-react';
import { useLanguage } from '~/i18n/context';
import type { Key } from '~/messages/fa';

const ICONS: Record<string, Icon> = {
  webchat: IconMessageCircle,
  email: IconMail,
  phone: IconPhone,
  sms: IconDeviceMobileMessage,
  telegram: IconBrandTelegram,
  whatsapp: IconBrandWhatsapp,
  instagram: IconBrandInstagram,
  branch: IconBuildingStore,
  letter: IconMailOpened,
  log: IconNotebook,
};

const NAMES = new Set([
  'webchat', 'email', 'phone', 'sms', 'telegram', 'whatsapp', 'instagram', 'bale', 'eitaa', 'rubika', 'branch', 'letter', 'log',
]);
const HUES = new Set(['webchat', 'email', 'phone']);

/** Channels that have no road of their own yet and are logged by hand. */
export const LOGGED_KINDS = ['phone', 'whatsapp', 'telegram', 'instagram', 'bale', 'eitaa', 'rubika', 'sms', 'branch', 'letter'];

export const channelKey = (kind: string | null): Key =>
  (kind && NAMES.has(kind) ? `channel.${kind}` : 'channel.other') as Key;

export const channelColor = (kind: string | null) =>
  `var(--channel-${kind && HUES.has(kind) ? kind : 'other'})`;

/** A channel as a picture; its name is said once, here or in the text beside it. */
export function ChannelIcon({ kind, size = 14, isNamed = false }: { kind: string | null; size?: number; isNamed?: boolean }) {
  const { t } = useLanguage();
  const Picture = (kind && ICONS[kind]) || IconMessageDots;
  const name = isNamed ? { role: 'img', 'aria-label': t(channelKey(kind)) } : { 'aria-hidden': true };
  return <Picture size={size} stroke={2} color={channelColor(kind)} {...name} />;
}
