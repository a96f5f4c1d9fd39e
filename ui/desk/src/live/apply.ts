import type { InfiniteData, Query, QueryClient } from '@tanstack/react-query';
import type {
  Conversation, ConversationSummary, Id, LiveEvent, Message, MessagePage, MyWork, Page, Presence, Reservation, WorkItem,
} from '~/api/types';

type Lists = InfiniteData<Page<ConversationSummary>>;
type Thread = InfiniteData<MessagePage>;
type Changes = Partial<ConversationSummary>;

interface MessageChange {
  id: Id;
  position: number;
  state: Message['state'];
  detail?: Message['meta']['delivery'] & { was_position?: number };
}

/**
 * Brings the cache one event forward; applying an event twice changes nothing. What is being read at this moment
 * may have been written down before the event, so the event is applied once more to each reading when it has come.
 */
export function applyEvent(client: QueryClient, event: LiveEvent, me: Id): void {
  const apply = appliers[event.k];
  if (!apply) return;
  const advance = () => apply(client, event.b as never, me, event);
  advance();
  for (const { promise } of client.getQueryCache().findAll({ predicate: isBeingRead })) promise?.then(advance, nothingCame);
}

const isBeingRead = (query: Query) => query.state.fetchStatus !== 'idle' && LIVE_KEYS.has(String(query.queryKey[0]));

/** A reading that failed or was begun anew has nothing older than the event. */
const nothingCame = () => undefined;

/** The readings that live events keep up to date. */
export const LIVE_KEYS = new Set(['conversations', 'counts', 'conversation', 'messages', 'work', 'presence']);

const appliers: Record<string, (client: QueryClient, body: never, me: Id, event: LiveEvent) => void> = {
  'message.appended'(client, body: { message: Message; conversation: Changes & { id: Id } }) {
    putMessage(client, body.message);
    patchConversation(client, body.conversation.id, (row) => receive(row, body.message, body.conversation));
    if (!isListed(client, body.conversation.id) || body.message.direction !== 'internal') stale(client, ['conversations'], ['counts']);
    // A contact by another road brings its own engagement and road of reply.
    if (!knowsRoad(client, body.message)) stale(client, ['conversation', body.message.conversation_id]);
  },
  'message.changed'(client, body: MessageChange, _me, event) {
    if (!event.c) return;
    if (body.state === 'cancelled') return dropMessage(client, event.c, body.id);
    client.setQueryData<Thread>(['messages', event.c], (thread) => thread && moved(thread, body, event.at));
    // What was held back has gone out now: it is the newest word of its conversation.
    if (body.detail?.was_position !== undefined) {
      patchConversation(client, event.c, (row) => (row.last_position < body.position ? { ...row, last_position: body.position } : row));
      stale(client, ['conversations'], ['counts'], ['conversation', event.c]);
    }
  },
  'messages.moved'(client, body: { id: Id; other_id: Id }) {
    stale(client, ['messages', body.id], ['draft', body.id], ['conversation', body.id], ['conversations'], ['counts'], ['customer']);
  },
  'conversation.opened'(client) {
    stale(client, ['conversations'], ['counts']);
  },
  'conversation.changed'(client, body: { id: Id; changes: Changes }) {
    patchConversation(client, body.id, (row) => ({ ...row, ...body.changes }));
    if (movesBetweenViews(body.changes)) stale(client, ['conversations'], ['counts']);
    stale(client, ['conversation', body.id]);
  },
  'conversation.access'(client) {
    stale(client, ['conversations'], ['conversation'], ['counts']);
  },
  'work.changed'(client, body: { work_item: WorkItem }) {
    const item = body.work_item;
    client.setQueryData<Conversation>(['conversation', item.conversation_id], (c) =>
      c && { ...c, work_item: OVER.has(item.state) ? (c.work_item?.id === item.id ? null : c.work_item) : item });
    stale(client, ['work'], ['counts']);
  },
  'reservation.offered'(client, body: { reservation: Omit<Reservation, 'conversation'>; conversation: ConversationSummary }, me) {
    if (body.reservation.agent_id !== me) return;
    const offered: Reservation = { ...body.reservation, conversation: body.conversation };
    client.setQueryData<MyWork>(['work'], (work) =>
      work && { ...work, reservations: [...work.reservations.filter((r) => r.id !== offered.id), offered] });
  },
  'reservation.decided'(client, body: { id: Id }) {
    client.setQueryData<MyWork>(['work'], (work) =>
      work && { ...work, reservations: work.reservations.filter((r) => r.id !== body.id) });
    stale(client, ['work']);
  },
  'presence.changed'(client, body: Presence) {
    client.setQueryData<{ items: Presence[] }>(['presence'], (all) =>
      all && { items: [...all.items.filter((p) => p.user_id !== body.user_id), { ...all.items.find((p) => p.user_id === body.user_id), ...body }] });
  },
  'customer.changed'(client, body: { id: Id }) {
    stale(client, ['customer', body.id], ['conversation']);
  },
  'customer.merged'(client) {
    stale(client, ['customer'], ['conversation'], ['conversations']);
  },
  'membership.changed'(client, body: { user_id: Id }, me) {
    stale(client, ...(body.user_id === me ? [['me'], ['conversations'], ['counts']] : []), ['configuration', 'users']);
  },
  'configuration.changed'(client) {
    stale(client, ['configuration']);
  },
  'read.marked'(client, body: { conversation_id: Id; reader_id: Id; position: number }, me) {
    if (body.reader_id !== me) return;
    patchConversation(client, body.conversation_id, (row) => readTo(row, body.position));
  },
  'bulletin.published'(client) {
    stale(client, ['configuration', 'bulletins'], ['work']);
  },
};

/** Puts a message where its position says; one that is there already is replaced. */
export function putMessage(client: QueryClient, message: Message): void {
  client.setQueryData<Thread>(['messages', message.conversation_id], (thread) => thread && insert(thread, message));
}

export function insert(thread: Thread, message: Message): Thread {
  const isKnown = thread.pages.some((page) => page.items.some((m) => m.id === message.id));
  if (isKnown) {
    const replaced = mapMessages(thread, (m) =>
      m.id === message.id ? { ...message, state: m.local ? message.state : furthest(m.state, message.state) } : m) as Thread;
    return { ...replaced, pages: replaced.pages.map((page) => ({ ...page, items: inOrder(page.items) })) };
  }
  const [newest, ...older] = thread.pages;
  if (!newest) return thread;
  return { ...thread, pages: [{ ...newest, items: inOrder([...newest.items, message]) }, ...older] };
}

export function dropMessage(client: QueryClient, conversation: Id, id: Id): void {
  client.setQueryData<Thread>(['messages', conversation], (thread) =>
    thread && { ...thread, pages: thread.pages.map((p) => ({ ...p, items: p.items.filter((m) => m.id !== id) })) });
}

export function patchConversation(
  client: QueryClient, id: Id, change: (row: ConversationSummary) => ConversationSummary,
): void {
  client.setQueriesData<Lists>({ queryKey: ['conversations'] }, (lists) => {
    if (!lists?.pages.some((page) => page.items.some((row) => row.id === id))) return lists;
    return {
      ...lists,
      pages: lists.pages.map((page) => ({ ...page, items: page.items.map((row) => (row.id === id ? change(row) : row)) })),
    };
  });
  client.setQueryData<Conversation>(['conversation', id], (open) =>
    open && { ...open, ...change(open), customer: open.customer });
}

const OVER = new Set<WorkItem['state']>(['done', 'abandoned', 'withdrawn']);
const RANK: Message['state'][] = ['scheduled', 'queued', 'sent', 'delivered', 'read'];

/** Receipts only move forward; a failure or a cancellation ends the way. */
function furthest(now: Message['state'], next: Message['state']): Message['state'] {
  if (!RANK.includes(next)) return next;
  return RANK.indexOf(next) >= RANK.indexOf(now) ? next : now;
}

function receive(row: ConversationSummary, message: Message, changes: Changes): ConversationSummary {
  if (message.position <= row.last_position) return row;
  return { ...row, ...changes, unread: Math.max(0, message.position - row.read_position) };
}

export function readTo(row: ConversationSummary, position: number): ConversationSummary {
  if (position < row.read_position) return row;
  return { ...row, read_position: position, unread: position >= row.last_position ? 0 : row.unread };
}

const isListed = (client: QueryClient, id: Id) =>
  client.getQueriesData<Lists>({ queryKey: ['conversations'] }).some(([, lists]) =>
    lists?.pages.some((page) => page.items.some((row) => row.id === id)));

function knowsRoad(client: QueryClient, { conversation_id, interaction_id }: Message): boolean {
  const open = client.getQueryData<Conversation>(['conversation', conversation_id]);
  return !open || !interaction_id || open.interactions.some((i) => i.id === interaction_id);
}

/** Brings a message's state forward; one that went out after its pause takes its new place at the end. */
function moved(thread: Thread, change: MessageChange, at: string): Thread {
  const isSent = change.detail?.was_position !== undefined;
  const changed = mapMessages(thread, (m) => (m.id !== change.id ? m : {
    ...m, state: furthest(m.state, change.state),
    ...(isSent ? { position: change.position, created_at: at || m.created_at } : {}),
    ...(change.detail?.reason || change.detail?.recipients ? { meta: { ...m.meta, delivery: change.detail } } : {}),
  })) as Thread;
  return isSent ? { ...changed, pages: changed.pages.map((page) => ({ ...page, items: inOrder(page.items) })) } : changed;
}

function mapMessages(thread: Thread | undefined, change: (m: Message) => Message): Thread | undefined {
  return thread && { ...thread, pages: thread.pages.map((page) => ({ ...page, items: page.items.map(change) })) };
}

const inOrder = (items: Message[]) => [...items].sort((a, b) => a.position - b.position);

const movesBetweenViews = (changes: Changes) =>
  ['status', 'assignee_id', 'queue_id', 'department_id'].some((name) => name in changes);

const GATHER_MS = 250;
const gathered = new WeakMap<QueryClient, Map<string, unknown[]>>();

/** Fetched again in the background, once for a burst of events; what is on the screen stays until then. */
function stale(client: QueryClient, ...keys: unknown[][]): void {
  const waiting = gathered.get(client);
  const all = waiting ?? new Map<string, unknown[]>();
  for (const key of keys) all.set(JSON.stringify(key), key);
  if (waiting) return;
  gathered.set(client, all);
  setTimeout(() => {
    gathered.delete(client);
    for (const queryKey of all.values()) void client.invalidateQueries({ queryKey });
  }, GATHER_MS);
}
