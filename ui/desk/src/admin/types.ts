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
  smtp?: Partial<Smtp>;
  [other: string]: unknown;
}

export type Channel = Omit<api.ChannelView, 'settings'> & { settings: ChannelSettings };
export type ShownSecret = api.ShownSecret;
export type Link = api.ChatLink;

/** How trying a mail server went. */
export type Probe = api.Probe;
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
