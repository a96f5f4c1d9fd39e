import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { MessagePage } from '~/api/queries';
import type {
  Conversation, ConversationSummary, Id, LiveEvent, Message, MyWork, Page, Presence, Reservation, WorkItem,
} from '~/api/types';

type Lists = InfiniteData<Page<ConversationSummary>>;
type Thread = InfiniteData<MessagePage>;
type Changes = Partial<ConversationSummary>;

/** Brings the cache one event forward; applying an event twice changes nothing. */
export function applyEvent(client: QueryClient, event: LiveEvent, me: Id): void {
  const apply = appliers[event.k];
  if (apply) apply(client, event.b as never, me);
}

const appliers: Record<string, (client: QueryClient, body: never, me: Id) => void> = {
  'message.appended'(client, body: { message: Message; conversation: Changes & { id: Id } }) {
    putMessage(client, body.message);
    patchConversation(client, body.conversation.id, (row) => receive(row, body.message, body.conversation));
    if (body.message.direction === 'inbound') stale(client, ['counts']);
  },
  'message.changed'(client, body: { id: Id; state: Message['state']; detail?: string; conversation_id?: Id }) {
    client.setQueriesData<Thread>({ queryKey: ['messages'] }, (thread) =>
      mapMessages(thread, (m) => (m.id === body.id ? { ...m, state: furthest(m.state, body.state), meta: { ...m.meta, ...(body.detail ? { detail: body.detail } : {}) } } : m)));
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
    client.setQueryData<Conversation>(['conversation', item.conversation_id], (c) => c && { ...c, work_item: item });
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

const RANK: Message['state'][] = ['scheduled', 'queued', 'sent', 'delivered', 'read'];

/** Receipts only move forward; a failure or a cancellation ends the way. */
function furthest(now: Message['state'], next: Message['state']): Message['state'] {
  if (!RANK.includes(next)) return next;
  return RANK.indexOf(next) >= RANK.indexOf(now) ? next : now;
}

function receive(row: ConversationSummary, message: Message, changes: Changes): ConversationSummary {
  if (message.position <= row.last_position) return row;
  const isUnread = message.direction === 'inbound' && message.position > row.read_position;
  return { ...row, ...changes, unread: row.unread + (isUnread ? 1 : 0) };
}

export function readTo(row: ConversationSummary, position: number): ConversationSummary {
  if (position < row.read_position) return row;
  return { ...row, read_position: position, unread: position >= row.last_position ? 0 : row.unread };
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
