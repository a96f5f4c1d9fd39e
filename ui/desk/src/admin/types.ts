import type * as api from '../../../types/api';
import type { Named } from '~/api/types';

/* What administration reads and writes: shapes of the API's document, under the desk's own names. */
export type Person = api.PersonView;
export type Scope = api.Scope;
export type SkillLevel = api.SkillLevel;
export type Department = api.DepartmentView;
export type Team = api.TeamView;
export type Brand = api.BrandView;

/* Shapes that are also asked for may leave out what has a default; answered, they are whole. */
export type Ring = Required<api.Ring>;
type Edited = 'offer_timeout_s' | 'wrap_up_s' | 'sticky_limit_s' | 'fairness' | 'overflow_queue_id' | 'boost_max_min' | 'target_s' | 'weights';
export type QueueSettings = Omit<api.QueueSettings, 'rings'> & Required<Pick<api.QueueSettings, Edited>> & { rings: Ring[] };
export type QueueSkill = Required<api.QueueSkill>;
export type Queue = Omit<api.QueueView, 'settings' | 'skills'> & { settings: QueueSettings; skills: QueueSkill[] };

export interface Smtp {
  host: string;
  port: number;
  user: string;
  password: string;
  tls: boolean;
  oauth: OAuth | null;
}

/** How to get tokens from a provider that takes no passwords. */
export interface OAuth {
  token_url: string;
  client_id: string;
  client_secret: string;
  refresh_token: string;
  scope: string;
}

/** A mailbox that is fetched; port 0 is the usual one. */
export interface MailboxSettings {
  protocol: 'imap' | 'pop3';
  host: string;
  port: number;
  encryption: 'tls' | 'starttls' | 'none';
  user: string;
  password: string;
  oauth: OAuth | null;
  folder: string;
  after: 'seen' | 'keep' | 'delete' | 'move';
  move_to: string;
  begin: 'unread' | 'new' | 'all';
}

/** The key that signs; its private half is never shown. */
export interface DkimSettings {
  domain: string;
  selector: string;
  private_key: string;
}

export interface ChannelSettings {
  origins?: string[];
  features?: Record<string, boolean>;
  address?: string;
  name?: string;
  aliases?: string[];
  authserv_id?: string;
  authserv_place?: 'above_received' | 'first';
  authserv_headers?: number;
  is_received_ours?: boolean;
  smtp?: Partial<Smtp>;
  mailbox?: Partial<MailboxSettings>;
  acknowledgement?: string;
  dkim?: DkimSettings | null;
  [other: string]: unknown;
}

export type Channel = Omit<api.ChannelView, 'settings'> & { settings: ChannelSettings };
export type ShownSecret = api.ShownSecret;
export type Link = api.ChatLink;

/** How trying a mail server went. */
export type Probe = api.Probe;
export type MailboxState = api.MailboxState;
export type DkimRecord = api.DkimRecord;
export type Suppression = api.Suppression;
export type QuarantinedMail = api.QuarantinedMail;
export type QuarantinePage = api.QuarantinePage;
export type Label = api.LabelView;
export type Skill = api.SkillView;
export type OfficialHoliday = api.OfficialHoliday;
export type Canned = api.CannedReplyView & Named;
export type BulletinRow = api.BulletinView & Named;
export type Webhook = api.WebhookView & Partial<Pick<api.MadeWebhook, 'secret'>>;

/** How trying a webhook went. */
export type Trial = api.Trial;
export type ApiKey = api.ApiKeyView & Partial<Pick<api.MadeApiKey, 'key'>>;
export type AuditEntry = api.AuditView;
export type Organization = api.OrganizationView;
export type OrganizationSettings = api.OrganizationSettings;
export type KeptKinds = api.KeptKinds;
