/* What the public API says, by hand until the file is generated from its OpenAPI document. */
export type Id = string;
export type Instant = string;

export type Role = 'admin' | 'supervisor' | 'agent' | 'light' | 'auditor';
export type View = 'mine' | 'handed' | 'queues' | 'unassigned' | 'waiting' | 'snoozed' | 'resolved';
export type ChannelKind = string;

export interface Page<T> {
  items: T[];
  next: string | null;
  as_of?: number;
}

export interface FieldError {
  field: string;
  code: string;
  message: string;
}

export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  code?: string;
  errors?: FieldError[];
}

export interface Preferences {
  undo_s?: number;
  theme?: 'light' | 'dark' | 'auto';
  sound?: boolean;
  desktop_notices?: boolean;
  shortcuts?: Record<string, string>;
}

export interface Me {
  user: {
    id: Id;
    name: string;
    email: string;
    locale: 'fa' | 'en';
    calendar: 'jalali' | 'gregorian';
    digits: 'fa' | 'latn';
    time_zone: string | null;
    preferences: Preferences;
    has_totp?: boolean;
  };
  organization: { id: Id; name: string; slug: string; is_demo: boolean; time_zone: string; locale: 'fa' | 'en'; undo_seconds?: number | null };
  role: Role;
  department_id: Id | null;
  csrf: string;
  permissions: string[];
  memberships: { organization_id: Id; name: string; role: Role }[];
}

export interface DemoAccount {
  email: string;
  name: string;
  role: Role;
  title: string;
  department: string | null;
}

export interface ConversationSummary {
  id: Id;
  number: number;
  customer: { id: Id; name: string | null; is_verified: boolean };
  subject: string | null;
  status: 'open' | 'snoozed' | 'resolved';
  mark: 'foreign_subject' | 'unverified_sender' | 'simulated' | null;
  queue_id: Id;
  department_id: Id;
  assignee_id: Id | null;
  brand_id: Id | null;
  labels: Id[];
  snoozed_until: Instant | null;
  due_at: Instant | null;
  next_step: string | null;
  last_position: number;
  last_message_at: Instant | null;
  last_message_preview: string;
  last_message_channel: ChannelKind | null;
  last_message_inbound: boolean | null;
  waiting_since: Instant | null;
  read_position: number;
  unread: number;
  opened_at: Instant;
  resolved_at: Instant | null;
}

export interface PageVisit {
  url: string;
  title?: string;
  at?: Instant | null;
  seconds?: number;
}

export interface VisitContext {
  pages?: PageVisit[];
  device?: { kind?: string; os?: string; browser?: string; screen?: string; language?: string };
  referrer?: string | null;
  entry?: { link?: string; campaign?: string; text?: string } | null;
  location?: { lat: number; lon: number; accuracy_m?: number } | null;
  attributes?: Record<string, string | number | boolean>;
  journey?: { step?: string; topic?: string } | null;
}

export interface Interaction {
  id: Id;
  channel_id: Id | null;
  channel_kind: ChannelKind;
  direction: 'inbound' | 'outbound';
  state: 'waiting' | 'active' | 'wrap_up' | 'ended' | 'logged';
  agent_id: Id | null;
  context: VisitContext;
  address: string | null;
  started_at: Instant;
  answered_at: Instant | null;
  ended_at: Instant | null;
  disposition_id: Id | null;
}

export interface Identity {
  id: Id;
  kind: 'phone' | 'email' | 'device' | 'handle' | 'external';
  value: string;
  raw: string;
  verified_at: Instant | null;
  verified_until: Instant | null;
  verified_by: string | null;
  is_verified: boolean;
  /** How many other customers have the same address. */
  shared_with: number;
}

/** A reason to think of one person: `code` is same_phone, same_email …, similar_name. */
export interface Evidence {
  code: string;
  value?: string;
}

export interface MergeSuggestion {
  id: Id;
  customer_id: Id;
  customer_name: string | null;
  other_id: Id;
  other_name: string | null;
  evidence: { reasons: Evidence[] };
  state: 'open' | 'accepted' | 'refused';
  created_at: Instant;
}

/** A conversation in the record of its customer. */
export type ConversationBrief = Pick<ConversationSummary,
  'id' | 'number' | 'subject' | 'status' | 'last_message_preview' | 'last_message_channel' | 'opened_at'>;

export interface Customer {
  id: Id;
  kind: 'person' | 'firm';
  name: string | null;
  attributes: Record<string, string | number | boolean>;
  created_at: Instant;
  identities: Identity[];
  conversations: ConversationBrief[];
  suggestions: MergeSuggestion[];
}

export interface ReplyChannel {
  channel_id: Id;
  kind: ChannelKind;
  name: string;
  address: string | null;
  available: boolean;
  reason: string | null;
}

export interface WorkItem {
  id: Id;
  queue_id: Id;
  conversation_id: Id;
  channel_kind: ChannelKind;
  state: 'waiting' | 'snoozed' | 'offered' | 'active' | 'wrap_up' | 'done' | 'abandoned' | 'withdrawn';
  agent_id: Id | null;
  entered_at: Instant;
  ring: number;
  wrap_up_until?: Instant | null;
}

export interface SuggestedStep {
  key: string;
  params: Record<string, string | number>;
  text: string;
}

export interface Conversation extends Omit<ConversationSummary, 'customer'> {
  customer: Customer & { is_verified: boolean };
  interactions: Interaction[];
  participants: { user_id: Id; name?: string; reason: 'handed' | 'mentioned' }[];
  work_item: WorkItem | null;
  reply_channels: ReplyChannel[];
  suggested_step: SuggestedStep | null;
  as_of: number;
}

export interface Attachment {
  id: Id;
  name: string;
  content_type: string;
  size: number;
  is_image: boolean;
  url: string;
}

export interface SealedMark {
  id: Id;
  kind: string;
  masked: string;
}

/** What stands beside a text: what a notice tells, masked values, who logged it, what a mail said of itself. */
export interface MessageMeta {
  notice?: string;
  user_id?: Id | null;
  queue_id?: Id;
  from_queue_id?: Id;
  number?: number;
  reason?: string;
  sealed?: SealedMark[];
  mentions?: Id[];
  logged_by_name?: string;
  happened_at?: Instant;
  delivery?: { reason?: string };
  mail?: { subject?: string; unreadable?: string };
}

export interface Message {
  id: Id;
  conversation_id: Id;
  interaction_id: Id | null;
  position: number;
  kind: 'message' | 'note' | 'notice';
  direction: 'inbound' | 'outbound' | 'internal';
  author_kind: 'customer' | 'agent' | 'system';
  author_id: Id | null;
  author_name: string | null;
  channel_id: Id | null;
  channel_kind: ChannelKind | null;
  text: string;
  html: string | null;
  text_direction: 'rtl' | 'ltr';
  state: 'scheduled' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'cancelled';
  send_at: Instant | null;
  attachments: Attachment[];
  meta: MessageMeta;
  created_at: Instant;
  /** Only on this screen: what was written here and has not been confirmed. */
  local?: 'sending' | 'unsent';
  mentions?: Id[];
}

export interface NewMessage {
  id: Id;
  kind: 'message' | 'note';
  text: string;
  channel_id?: Id;
  attachments: Id[];
  mentions: Id[];
  send_at?: Instant;
  undo_s?: number;
}

export interface Draft {
  kind: 'message' | 'note';
  text: string;
  channel_id: Id | null;
  attachments: Attachment[];
}

export interface Reservation {
  id: Id;
  work_item_id: Id;
  agent_id: Id;
  offered_at: Instant;
  due_at: Instant;
  explanation: { sentence?: string; key?: string; params?: Record<string, string | number> };
  conversation: ConversationSummary;
}

export interface MyWork {
  capacity: number;
  load: number;
  reservations: Reservation[];
  active: WorkItem[];
  wrap_up: WorkItem[];
  shift: { id: Id; started_at: Instant; headset_ok: boolean | null } | null;
  bulletins_unread: number;
  break_reasons: string[];
  handed_over: HandedOver[];
}

/** What a colleague left to me at the end of a shift. */
export interface HandedOver {
  conversation_id: Id;
  number: number;
  customer_name: string | null;
  note: string;
  from_user_id: Id;
  at: Instant;
}

export interface Presence {
  user_id: Id;
  name?: string;
  state: 'available' | 'break' | 'offline';
  reason: string | null;
  since: Instant;
}

export interface Named {
  id: Id;
  name: string;
  archived_at?: Instant | null;
}

export interface Person extends Named {
  email: string;
  role: Role;
  department_id: Id | null;
}

export interface Queue extends Named {
  department_id: Id;
}

export interface Channel extends Named {
  kind: ChannelKind;
  queue_id: Id;
  enabled: boolean;
}

export interface Label extends Named {
  color: string;
}

export interface Disposition extends Named {
  code: string;
}

export interface CannedReply {
  id: Id;
  shortcut: string;
  title: string;
  text: string;
}

export interface Bulletin {
  id: Id;
  title: string;
  text: string;
  published_at: Instant;
  is_read: boolean;
}

export interface SearchResult {
  messages: {
    message_id: Id;
    conversation_id: Id;
    number: number;
    customer_name: string | null;
    highlight: { text: string; hit: boolean }[];
    created_at: Instant;
    channel_kind: ChannelKind | null;
  }[];
  customers: { id: Id; name: string | null; identities?: Identity[] }[];
  did_you_mean: { query: string; reason: 'keyboard' | 'finglish' }[];
}

export type Counts = Record<'mine' | 'handed' | 'queues' | 'unassigned' | 'waiting' | 'snoozed', number>;

export type TypingKind = 'typing' | 'viewing' | 'answering' | 'customer_typing';

export interface LiveEvent {
  t: 'event';
  n: number;
  k: string;
  c: Id | null;
  b: unknown;
  at: Instant;
}

export type LiveFrame =
  | { t: 'hello'; as_of: number; retry_ms?: number }
  | LiveEvent
  | { t: 'resync' }
  | { t: 'typing'; conversation_id: Id; user_id: Id | null; name: string | null; what: TypingKind }
  | { t: 'pong' }
  | { t: 'bye'; code: string };
