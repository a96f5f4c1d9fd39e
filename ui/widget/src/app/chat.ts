import type { Shell } from "../shared/shell";
import { drawer } from "../shared/storage";
import { contextOf } from "./context";
import type { Attachment, ClientFrame, Config, Context, Sendable, ServerFrame, Wait } from "./frames";
import { Files } from "./files";
import { Gap } from "./gap";
import { Keeping, NOTHING, type Standing } from "./keeping";
import { Line, type LineState } from "./line";
import { Outbox, type Parcel } from "./outbox";
import { refill } from "./roads";
import { itemOf, Thread, type Item, type Kept } from "./thread";
import { newId } from "./uuid";
import { Visits } from "./visits";

const TYPING_LASTS = 6000;
const TYPING_EVERY = 3000;

type Unsent = Sendable extends infer Frame ? (Frame extends Sendable ? Omit<Frame, "id"> : never) : never;

/** The conversation as this page knows it; `changed` is called after everything that a screen may show. */
export class Chat {
  config: Config | null = null;
  configFailed = false;
  standing: Standing = { ...NOTHING };
  isOpen = true;
  opensAt: string | null = null;
  wait: Wait | null = null;
  typist: string | null = null;
  consent: boolean | null;
  /** A form stands where the composer would be. */
  formInstead = false;
  readonly thread = new Thread();
  readonly visits: Visits;
  readonly files: Files;
  changed: () => void = () => undefined;
  arrived: (item: Item) => void = () => undefined;

  private readonly store;
  private readonly session;
  private readonly outbox: Outbox;
  private readonly line: Line;
  private readonly keeping: Keeping;
  private readonly gap: Gap;
  private attributes: Record<string, unknown> = {};
  private location: Context["location"] = null;
  private unread = 0;
  private lastTyping = 0;
  private typistTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly shell: Shell) {
    const { host, key } = shell.options;
    this.store = drawer("localStorage", `hamseda.${key}.`);
    this.session = drawer("sessionStorage", `hamseda.${key}.`);
    this.visits = new Visits(host, key, this.store, () => this.becomeOther());
    this.files = new Files(host, () => this.visits.token());
    this.keeping = new Keeping(this.store, this.thread);
    this.gap = new Gap(this.thread, (top) => this.refill(top), () => this.line.again());
    this.outbox = new Outbox(this.store);
    this.consent = this.session.get<boolean>("consent");
    this.line = new Line(host, {
      token: () => this.visits.token(),
      tokenSpent: () => this.visits.spent(),
      after: () => this.thread.watermark,
      connecting: () => this.thread.beginReplay(),
      frame: (frame) => this.take(frame),
      state: (state) => this.lineBecame(state),
    });
    this.standing = this.keeping.restore();
    this.countUnread();
    addEventListener("storage", (event) => this.otherPage(event));
    if (this.visits.current() || this.outbox.parcels().length) this.line.start();
  }

  get link(): LineState {
    return this.line.state;
  }

  get hasBegun(): boolean {
    return this.thread.items().length > 0 || this.parcels().some(({ frame }) => frame.t === "message");
  }

  parcels(): Parcel[] {
    return this.outbox.parcels();
  }

  async loadConfig(): Promise<void> {
    const { host, key, locale } = this.shell.options;
    try {
      const answer = await fetch(`${host}/widget/v1/${encodeURIComponent(key)}/config?locale=${locale}`);
      if (!answer.ok) throw new Error(`config: ${answer.status}`);
      this.config = (await answer.json()) as Config;
      this.isOpen = this.config.open;
      this.opensAt = this.config.opens_at;
      this.configFailed = false;
    } catch {
      this.configFailed = true; // shown with its cure; the next opening tries again
    }
    this.changed();
  }

  say(text: string, attachments: Attachment[] = []): void {
    this.post({ t: "message", text, attachments: attachments.map((held) => held.id) }, attachments);
  }

  post(frame: Unsent, attachments: Attachment[] = []): string {
    const parcel = { ...frame, id: newId() } as Sendable;
    this.outbox.add(parcel, attachments);
    this.lastTyping = 0;
    if (this.link === "online") this.begin(), this.line.send(parcel);
    else this.line.start(), this.line.now();
    this.changed();
    return parcel.id;
  }

  retry(id: string): void {
    this.outbox.retry(id);
    const parcel = this.outbox.get(id);
    if (parcel) this.line.send(parcel.frame);
    this.line.start();
    this.line.now();
    this.changed();
  }

  discard(id: string): void {
    this.outbox.drop(id);
    this.changed();
  }

  reconnect(): void {
    this.line.start();
    this.line.now();
  }

  agree(yes: boolean): void {
    this.consent = yes;
    this.session.put("consent", yes);
    this.tellContext();
    this.changed();
  }

  setContext(values: Record<string, unknown>): void {
    this.attributes = { ...this.attributes, ...values };
    this.tellContext();
  }

  setUser(identityToken: string | null): void {
    if (identityToken === null) return this.forget();
    this.visits.identify(identityToken);
    this.line.start();
    this.line.again();
  }

  share(location: NonNullable<Context["location"]>, text: string): void {
    this.location = location;
    this.tellContext();
    this.say(text);
  }

  typing(): void {
    if (Date.now() - this.lastTyping < TYPING_EVERY || !this.standing.started) return;
    this.lastTyping = Date.now();
    this.line.send({ t: "typing" });
  }

  /** The visitor sees the newest message: tell the server once. */
  see(): void {
    const position = this.thread.lastFromStaff();
    if (position <= this.thread.seen) return;
    this.thread.seen = position;
    this.line.send({ t: "read", position });
    this.save();
    this.changed();
  }

  end(): void {
    this.line.send({ t: "end" });
    this.finish();
  }

  /** Put the ended conversation away; the next message begins another one. */
  startAgain(): void {
    this.thread.clear();
    this.keeping.drop();
    this.outbox.clear();
    this.standing = { ...NOTHING };
    this.wait = null;
    this.save();
    this.line.stop();
    this.changed();
    void this.loadConfig();
  }

  private forget(): void {
    this.visits.forget();
    this.session.drop("consent");
    this.consent = null;
    this.startAgain();
  }

  private finish(): void {
    this.standing = { ...this.standing, ended: true, started: false, agent: null };
    this.wait = null;
    this.typist = null;
    this.save();
    this.shell.emit("end");
    this.changed();
  }

  private take(frame: ServerFrame): void {
    switch (frame.t) {
      case "hello": this.greet(frame); break;
      case "message": this.receive(frame); break;
      case "ack": this.settle(frame.id, frame.position, frame.at); break;
      case "refused": this.outbox.fail(frame.id, frame.message); break;
      case "state": this.thread.advance(frame.id, frame.state); break;
      case "typing": this.showTypist(frame.name); break;
      case "wait": this.wait = frame; break;
      case "agent": this.standing.agent = frame.name; this.wait = null; break;
      case "ended": this.finish(); return;
      case "resync":
        this.thread.resync();
        this.keeping.drop();
        this.line.again();
        break;
      case "pong": return;
    }
    this.save();
    this.gap.watch();
    this.changed();
  }

  private greet(hello: Extract<ServerFrame, { t: "hello" }>): void {
    if (this.thread.greet(hello.conversation_id, hello.position)) this.standing = { ...NOTHING };
    if (hello.conversation_id === null) this.standing.started = false;
    this.isOpen = hello.open;
    this.opensAt = hello.opens_at;
  }

  /** Introduce the conversation before its first frame. */
  private begin(): void {
    if (this.standing.started) return;
    this.standing = { ...this.standing, started: true, ended: false };
    this.line.send({ t: "start", context: this.context() });
    this.save();
    this.shell.emit("start");
  }

  private receive(frame: Extract<ServerFrame, { t: "message" }>): void {
    const item = itemOf(frame);
    const fresh = this.thread.put(item);
    if (item.mine) return this.outbox.drop(item.id);
    this.typist = null;
    if (!fresh) return;
    this.wait = null;
    this.standing.agent ??= item.author;
    this.shell.emit("message", { text: item.text, author: item.author });
    this.arrived(item);
  }

  private settle(id: string, position: number | null, at: string): void {
    const parcel = this.outbox.get(id);
    if (!parcel) return;
    const { frame, attachments } = parcel;
    if (frame.t === "callback") this.standing.promised = { at: frame.at, phone: frame.phone };
    if (frame.t === "leave_message") this.standing.left = { reach: frame.email ?? frame.phone ?? "" };
    if (frame.t === "message" && position !== null)
      this.thread.put({ id, position, mine: true, author: null, text: frame.text, attachments, at, state: "sent" });
    this.save(); // before the parcel goes: another page must never see neither
    this.outbox.drop(id);
  }

  private showTypist(name: string): void {
    this.typist = name;
    clearTimeout(this.typistTimer);
    this.typistTimer = setTimeout(() => {
      this.typist = null;
      this.changed();
    }, TYPING_LASTS);
  }

  private lineBecame(state: LineState): void {
    this.shell.emit("connection", state);
    if (state === "online") this.flush();
    if (state !== "online") this.typist = null;
    this.changed();
  }

  private flush(): void {
    const waiting = this.parcels().filter((parcel) => parcel.failed === null);
    if (waiting.length) this.begin();
    for (const { frame } of waiting) this.line.send(frame);
  }

  private tellContext(): void {
    if (this.standing.started) this.line.send({ t: "start", context: this.context() } satisfies ClientFrame);
  }

  private context(): Context {
    const { campaign, text } = this.shell.options;
    const entry = { link: location.href, campaign, text };
    return contextOf(this.shell.pages(), this.consent === true, entry, this.location, this.attributes);
  }

  private async refill(top: number): Promise<void> {
    const frames = await refill(this.shell.options.host, await this.visits.token(), this.thread.watermark);
    for (const frame of frames) if (frame.t === "message") this.receive(frame);
    this.thread.confirm(top);
    this.save();
    this.changed();
  }

  private save(): void {
    this.keeping.save(this.standing);
    this.countUnread();
  }

  private countUnread(): void {
    const count = this.thread.unread();
    if (count === this.unread) return;
    this.unread = count;
    this.shell.setUnread(count);
    this.shell.emit("unread", count);
  }

  /** Another visitor has come to this browser (logged in, or the old token has lapsed): nothing of the old one stays. */
  private becomeOther(): void {
    this.thread.clear();
    this.keeping.drop();
    this.standing = { ...NOTHING };
    this.wait = null;
    this.save();
  }

  /** Another page of this site wrote, received, or left: show the same here. */
  private otherPage({ key, oldValue, newValue }: StorageEvent): void {
    const prefix = `hamseda.${this.shell.options.key}.`;
    if (!key?.startsWith(prefix)) return;
    const name = key.slice(prefix.length);
    if (name === "thread" || name === "standing") this.learn(name, newValue);
    if (name === "visit" && newValue === null) this.line.stop();
    if (name === "visit" && newValue !== null && oldValue !== null && visitorOf(newValue) !== visitorOf(oldValue)) this.line.again();
    if (newValue !== null && (name === "visit" || name.startsWith("out."))) this.line.start();
    this.changed();
  }

  /** Take the value of the event, not of the storage: two pages that write at once overwrite one another there. */
  private learn(name: "thread" | "standing", value: string | null): void {
    if (name === "standing") this.standing = { ...NOTHING, ...(value && (JSON.parse(value) as Standing)) };
    else if (value === null) this.thread.clear();
    else this.thread.merge(JSON.parse(value) as Kept);
    this.countUnread();
  }
}

function visitorOf(visit: string): unknown {
  return (JSON.parse(visit) as { visitor_id?: unknown }).visitor_id;
}
