import type { Id, Instant, Named, Role } from '~/api/types';

/** What administration reads and writes, as the API says it. */
export interface Person extends Named {
  email: string;
  role: Role;
  department_id: Id | null;
  capacity: number;
  scope: Scope;
  valid_until: Instant | null;
  is_invited: boolean;
  has_totp: boolean;
  is_disabled: boolean;
  created_at: Instant;
  skills: SkillLevel[];
  queue_ids: Id[];
  team_ids: Id[];
}

export interface Scope {
  departments?: Id[];
  from?: Instant;
  to?: Instant;
}

export interface SkillLevel {
  skill_id: Id;
  level: number;
}

export interface Department extends Named {
  time_zone: string | null;
  calendar_id: Id | null;
}

export interface Team extends Named {
  department_id: Id | null;
  member_ids: Id[];
}

export interface Brand extends Named {
  color: string;
  settings: Record<string, unknown>;
}

export interface Ring {
  after_s: number;
  drop_levels: number;
  add_queue_ids: Id[];
}

export interface QueueSettings {
  offer_timeout_s: number;
  wrap_up_s: number;
  sticky_limit_s: number;
  fairness: 'occupancy' | 'count';
  rings: Ring[];
  overflow_queue_id: Id | null;
  boost_max_min: number;
  target_s: number;
  weights: Record<string, number>;
}

export interface QueueSkill extends SkillLevel {
  optional_after_s: number | null;
}

export interface Queue extends Named {
  department_id: Id;
  brand_id: Id | null;
  calendar_id: Id | null;
  priority: number;
  settings: QueueSettings;
  skills: QueueSkill[];
  member_ids: Id[];
}

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
  smtp?: Partial<Smtp>;
  [other: string]: unknown;
}

export interface Channel extends Named {
  kind: 'webchat' | 'email' | 'log';
  brand_id: Id | null;
  queue_id: Id;
  enabled: boolean;
  has_secret?: boolean;
  settings: ChannelSettings;
  widget_key?: string;
  snippet?: string;
  address?: string;
}

export interface Canned extends Named {
  shortcut: string;
  title: string;
  text: string;
  department_id: Id | null;
}

export interface BulletinRow extends Named {
  title: string;
  text: string;
  department_id: Id | null;
  published_at: Instant;
  expires_at: Instant | null;
}

export interface Webhook extends Named {
  url: string;
  kinds: string[];
  enabled: boolean;
  last_success_at: Instant | null;
  last_error: string | null;
  secret?: string;
}

export interface ApiKey extends Named {
  hint: string;
  role: Role;
  scopes: string[];
  created_at: Instant;
  last_used_at: Instant | null;
  expires_at: Instant | null;
  revoked_at: Instant | null;
  key?: string;
}

export interface AuditEntry {
  id: Id;
  at: Instant;
  actor_kind: string;
  actor_id: Id | null;
  action: string;
  subject_kind: string | null;
  subject_id: Id | null;
  detail: Record<string, unknown>;
  address: string | null;
  /** Its place in the hash chain; null until the linking job has come by. */
  position: number | null;
}
