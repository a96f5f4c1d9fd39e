/*
 * What the public API says, under the desk's own names. The shapes are written from its OpenAPI document
 * (`ui/types/api.d.ts`, made by `make ui ARGS=types`); here stands only what no document can say.
 */
import type * as api from '../../../types/api';


export type Id = string;
export type Instant = string;

export type Role = api.Me['role'];
export type View = 'mine' | 'handed' | 'queues' | 'unassigned' | 'waiting' | 'snoozed' | 'resolved';
export type ChannelKind = string;

export interface Page<T> {
  items: T[];
  next: string | null;
  as_of?: number;
}

export type FieldError = api.Problem['errors'][number];

/** A refusal; what no server has written (a proxy, a page that is gone) has only its first line. */
export type Problem = Pick<api.Problem, 'title' | 'status'> & Partial<api.Problem>;

/** What the desk keeps for its person; the server holds it and does not look inside. */
export interface Preferences {
  undo_s?: number;
  theme?: 'light' | 'dark' | 'auto';
  sound?: boolean;
  desktop_notices?: boolean;
  shortcuts?: Record<string, string>;
}

export interface Me extends Omit<api.Me, 'user'> {
  user: Omit<api.Profile, 'preferences'> & { preferences: Preferences };
}

/** What an authenticator app is given, once. */
export type Enrolment = api.Enrolment;
export type DemoAccount = api.DemoAccount;
export type ConversationSummary = api.ConversationSummary;
export type PageVisit = api.PageVisit;
export type VisitContext = api.VisitContext;
export type Interaction = api.InteractionView;
export type Identity = api.IdentityView;

/** A reason to think of one person: `code` is same_phone, same_email …, similar_name. */
export type Evidence = api.MergeReason;
export type MergeSuggestion = api.SuggestionView;
export type Merged = api.Merged;

/** A conversation in the record of its customer. */
export type ConversationBrief = api.ConversationBrief;
export type Customer = api.CustomerView;
export type ReplyChannel = api.ReplyRoad;
export type WorkItem = api.WorkItemView;
export type SuggestedStep = api.StepSuggestion;

/** Why something is as it is, in one sentence; `parts` are the keys of which it is made. */
export type Explanation = api.Explanation;
export type Conversation = api.ConversationDetail;
export type Attachment = api.AttachmentView;
export type SealedMark = api.SealedView;
export type Revealed = api.Revealed;
export type MessageMeta = api.MessageMeta;
export type MailAuthenticity = api.MailAuthenticity;

export type Message = api.MessageView & {
  /** Only on this screen: what was written here and has not been confirmed. */
  local?: 'sending' | 'unsent';
  mentions?: Id[];
  mail?: MailDraft | null;
};

/** A part of a timeline. */
export type MessagePage = api.Timeline;
export type NewMessage = api.Reply;
export type Draft = Omit<api.DraftView, 'updated_at'>;
export type MailDraft = api.MailDraft;
export type MailPerson = api.MailAddress;
export type RecipientDelivery = api.RecipientDelivery;
export type Reservation = api.Offer;
export type MyWork = api.MyWork;

/** What a colleague left to me at the end of a shift. */
export type HandedOver = api.Inheritance;

/** Somebody's presence; a change that has just come, or was made here, does not say the name. */
export type Presence = Omit<api.PersonPresence, 'name'> & Partial<Pick<api.PersonPresence, 'name'>>;

/** What can be chosen by its name. */
export interface Named {
  id: Id;
  name: string;
  archived_at?: Instant | null;
}

export type Person = api.PersonView;
export type Queue = api.QueueView;
export type Channel = api.ChannelView;
export type Label = api.LabelView;
export type Disposition = api.DispositionView;
export type CannedReply = api.CannedReplyView;
export type RenderedReply = api.RenderedReply;
export type Bulletin = api.BulletinView;
export type SearchResult = api.Found;
export type Counts = api.ConversationCounts;

/* The live socket is no part of an OpenAPI document: its frames are described in docs/api.md. */
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
