import type { Attachment, MessageState, ServerFrame } from "./frames";

export interface Item {
  id: string;
  position: number;
  mine: boolean;
  author: string | null;
  text: string;
  attachments: Attachment[];
  at: string;
  state: MessageState;
}

/** What is kept in the browser between two pages. */
export interface Kept {
  conversation: string | null;
  watermark: number;
  seen: number;
  items: Item[];
}

const KEEP = 200;
const RANK: Record<MessageState, number> = { sent: 0, delivered: 1, read: 2 };

/**
 * The messages of one conversation: each once, in the order of the server's positions.
 *
 * `watermark` is the position up to which nothing can be missing, so a reconnect asks for what comes after it.
 * Positions may skip (notes of the staff have positions too): below the head that a hello named, a skip is
 * natural; above it a skip is a gap until a refill has confirmed it.
 */
export class Thread {
  conversation: string | null = null;
  watermark = 0;
  seen = 0;
  private head = Infinity;
  private readonly byId = new Map<string, Item>();
  private readonly above = new Set<number>();

  items(): Item[] {
    return [...this.byId.values()].sort((a, b) => a.position - b.position);
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  /** A connection begins: everything until its hello, and up to the head it names, is a replay. */
  beginReplay(): void {
    this.head = Infinity;
  }

  /** Take the hello of a connection: everything up to `position` will be replayed now. */
  greet(position: number): void {
    this.head = position;
  }

  /** We are told which conversation this is; true when it is another one than we held, whose messages go. */
  belong(conversation: string): boolean {
    const other = this.conversation !== null && conversation !== this.conversation;
    if (other) this.clear();
    this.conversation = conversation;
    return other;
  }

  /** Put a message in, or the position of one of ours; false when it was here before. */
  put(item: Item): boolean {
    const held = this.byId.get(item.id);
    if (!held) this.byId.set(item.id, item);
    else if (RANK[item.state] > RANK[held.state]) held.state = item.state;
    this.note(item.position);
    return !held;
  }

  /** Whether a position is one of now: above the head of the replay. */
  isNew(position: number): boolean {
    return position > this.head;
  }

  hasGap(): boolean {
    return this.above.size > 0;
  }

  /** The highest position we know of: a refill that was asked for now will be complete up to here. */
  top(): number {
    return Math.max(this.watermark, ...this.above);
  }

  /** A refill after the watermark has answered up to `position`: what is missing below does not exist for us. */
  confirm(position: number): void {
    this.watermark = Math.max(this.watermark, position);
    for (const held of this.above) if (held <= this.watermark) this.above.delete(held);
    this.climb();
  }

  /** Receipts only move forward, and what is read has carried everything before it along. */
  advance(id: string, state: string): boolean {
    const item = this.byId.get(id);
    if (!item?.mine || !(state in RANK)) return false;
    const reached = state as MessageState;
    let moved = false;
    for (const other of this.byId.values()) {
      if (!other.mine || other.position > item.position || RANK[other.state] >= RANK[reached]) continue;
      other.state = reached;
      moved = true;
    }
    return moved;
  }

  unread(): number {
    return this.items().filter((item) => !item.mine && item.position > this.seen).length;
  }

  lastFromStaff(): number {
    return Math.max(0, ...this.items().filter((item) => !item.mine).map((item) => item.position));
  }

  keep(): Kept {
    const { conversation, watermark, seen } = this;
    return { conversation, watermark, seen, items: this.items().slice(-KEEP) };
  }

  /** Add what another page of the same site has stored. */
  merge(kept: Kept): void {
    // A page that was there before the conversation had a name does not know it: null is no other conversation.
    if (kept.conversation !== null) this.belong(kept.conversation);
    for (const item of kept.items) {
      const held = this.byId.get(item.id);
      if (!held) this.byId.set(item.id, item);
      else if (RANK[item.state] > RANK[held.state]) held.state = item.state;
    }
    this.seen = Math.max(this.seen, kept.seen);
    this.confirm(kept.watermark);
  }

  /** The server cannot continue from where we are: everything is fetched anew, what was read stays read. */
  resync(): void {
    const { conversation, seen } = this;
    this.clear();
    this.conversation = conversation;
    this.seen = seen;
  }

  clear(): void {
    this.conversation = null;
    this.watermark = 0;
    this.seen = 0;
    this.head = Infinity;
    this.byId.clear();
    this.above.clear();
  }

  private note(position: number): void {
    if (position <= this.head) this.confirm(position);
    else {
      if (this.head !== Infinity) this.confirm(this.head);
      if (position > this.watermark) this.above.add(position);
      this.climb();
    }
  }

  private climb(): void {
    while (this.above.delete(this.watermark + 1)) this.watermark += 1;
  }
}

export function itemOf(frame: Extract<ServerFrame, { t: "message" }>): Item {
  return {
    id: frame.id, position: frame.position, mine: frame.direction === "inbound", author: frame.author_name,
    text: frame.text ?? "", attachments: frame.attachments ?? [], at: frame.at, state: reached(frame.state),
  };
}

const reached = (state = ""): MessageState => (state in RANK ? (state as MessageState) : "sent");
