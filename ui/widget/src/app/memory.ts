import type { Shell } from "../shared/shell";
import type { Drawer } from "../shared/storage";
import type { ServerFrame } from "./frames";
import { Keeping, NOTHING, type Standing } from "./keeping";
import { Outbox, type Parcel } from "./outbox";
import { Thread, type Item } from "./thread";

type Ack = Extract<ServerFrame, { t: "ack" }>;

/** All that is known of the conversation, here and in localStorage: messages, what waits to be sent, how it stands. */
export class Memory {
  standing: Standing;
  readonly thread = new Thread();
  readonly outbox: Outbox;
  private readonly keeping: Keeping;
  private unread = 0;

  constructor(store: Drawer, private readonly shell: Pick<Shell, "setUnread" | "emit">) {
    this.outbox = new Outbox(store);
    this.keeping = new Keeping(store, this.thread);
    this.standing = this.keeping.restore();
    this.countUnread();
  }

  get hasBegun(): boolean {
    return this.items().length > 0 || this.parcels().some(({ frame }) => frame.t === "message");
  }

  /** The messages of the conversation that is on; those of one that was put away stay folded. */
  items(): Item[] {
    return this.thread.items().filter((item) => item.position > this.standing.fold);
  }

  parcels(): Parcel[] {
    return this.outbox.parcels();
  }

  save(): void {
    this.keeping.save(this.standing);
    this.countUnread();
  }

  countUnread(): void {
    const count = this.thread.unread();
    if (count === this.unread) return;
    this.unread = count;
    this.shell.setUnread(count);
    this.shell.emit("unread", count);
  }

  putAway(): void {
    this.standing = { ...NOTHING, fold: this.thread.watermark };
    this.save();
  }

  /** Nothing of this conversation stays in the browser; what waits to be sent does. */
  clear(): void {
    this.thread.clear();
    this.keeping.drop();
    this.standing = { ...NOTHING };
    this.save();
  }

  /** Messages will come again from the beginning; what was read stays read. */
  resync(): void {
    this.thread.resync();
    this.keeping.drop();
  }

  belong(conversation: string): void {
    if (this.thread.belong(conversation)) this.standing = { ...NOTHING };
  }

  /** The server has something of ours for good: from the outbox into the thread. */
  settle({ id, position, at, conversation_id }: Ack): void {
    const parcel = this.outbox.get(id);
    if (!parcel) return;
    if (conversation_id) this.belong(conversation_id);
    const { frame, attachments } = parcel;
    if (frame.t === "callback") this.standing.promised = { at: frame.at, phone: frame.phone };
    if (frame.t === "leave_message") this.standing.left = { reach: frame.email ?? frame.phone ?? "" };
    if (frame.t === "message" && position !== null)
      this.thread.put({ id, position, mine: true, author: null, text: frame.text, attachments, at, state: "sent" });
    this.save(); // before the parcel goes: another page must never see neither
    this.outbox.drop(id);
  }

  /**
   * Whether an acknowledgement speaks of another conversation than ours without naming it: positions count anew
   * in each, and where our message was put we have already seen everything.
   */
  isElsewhere({ id, position, conversation_id }: Ack): boolean {
    if (conversation_id || position === null || !this.outbox.get(id)) return false;
    return position <= this.thread.watermark && !this.thread.has(id);
  }
}
