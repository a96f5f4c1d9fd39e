import type { Shell } from "../shared/shell";
import { drawer } from "../shared/storage";
import { fetchConfig } from "./config";
import { Background } from "./context";
import type { Attachment, Config, Context, Sendable, ServerFrame, Wait } from "./frames";
import { Files } from "./files";
import { Gap } from "./gap";
import { NOTHING, type Standing } from "./keeping";
import { Line, type LineState } from "./line";
import { Memory } from "./memory";
import type { Parcel } from "./outbox";
import { hearOtherPages } from "./pages";
import { read } from "./roads";
import { itemOf, type Item, type Thread } from "./thread";
import { Typing } from "./typing";
import { newId } from "./uuid";
import { Visits } from "./visits";

const SOON = 1_000;
const LATEST = 3_600_000;

type Unsent = Sendable extends infer Frame ? (Frame extends Sendable ? Omit<Frame, "id"> : never) : never;

/** The conversation as this page knows it; `changed` is called after everything that a screen may show. */
export class Chat {
  config: Config | null = null;
  configFailed = false;
  isOpen = true;
  opensAt: string | null = null;
  wait: Wait | null = null;
  /** A form stands where the composer would be. */
  formInstead = false;
  readonly visits: Visits;
  readonly files: Files;
  readonly typing = new Typing(() => this.changed());
  changed: () => void = () => undefined;
  arrived: (item: Item) => void = () => undefined;
  /** Another visitor is here: the same person, known now (`stays`), or somebody else. */
  another: (stays: boolean) => void = () => undefined;

  private readonly line: Line;
  private readonly memory: Memory;
  private readonly gap: Gap;
  private readonly background: Background;
  private renewing: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly shell: Shell) {
    const { host, key } = shell.options;
    const store = drawer("localStorage", `hamseda.${key}.`);
    this.visits = new Visits(host, key, store, () => this.becomeOther());
    this.files = new Files(host, () => this.visits.token());
    this.memory = new Memory(store, shell);
    this.gap = new Gap(this.thread, (top) => this.refill(top), () => this.line.again());
    this.background = new Background(shell);
    this.line = new Line(host, {
      token: () => this.visits.token(),
      tokenSpent: () => this.visits.spent(),
      after: () => this.thread.watermark,
      connecting: () => this.thread.beginReplay(),
      frame: (frame) => this.take(frame),
      state: (state) => this.lineBecame(state),
    });
    this.hearOtherPages();
    if (this.visits.current() || this.parcels().length) this.line.start();
  }

  get link(): LineState {
    return this.line.state;
  }

  get thread(): Thread {
    return this.memory.thread;
  }

  get standing(): Standing {
    return this.memory.standing;
  }

  get hasBegun(): boolean {
    return this.memory.hasBegun;
  }

  get consent(): boolean | null {
    return this.background.consent;
  }

  items(): Item[] {
    return this.memory.items();
  }

  parcels(): Parcel[] {
    return this.memory.parcels();
  }

  async loadConfig(): Promise<void> {
    try {
      this.config = await fetchConfig(this.shell.options);
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
    this.memory.outbox.add(parcel, attachments);
    this.typing.rest();
    if (this.link === "online") this.begin(), this.line.send(parcel);
    else this.line.start(), this.line.now();
    this.changed();
    return parcel.id;
  }

  retry(id: string): void {
    this.memory.outbox.retry(id);
    const parcel = this.memory.outbox.get(id);
    if (parcel) this.line.send(parcel.frame);
    this.line.start();
    this.line.now();
    this.changed();
  }

  discard(id: string): void {
    this.memory.outbox.drop(id);
    this.changed();
  }

  reconnect(): void {
    this.line.start();
    this.line.now();
  }

  agree(yes: boolean): void {
    this.background.consent = yes;
    this.tellContext();
    this.changed();
  }

  setContext(values: Record<string, unknown>): void {
    this.background.add(values);
    this.tellContext();
  }

  setUser(identityToken: string | null): void {
    if (identityToken === null) return this.forget();
    this.visits.identify(identityToken);
    this.line.start();
    this.line.again();
  }

  share(location: NonNullable<Context["location"]>, text: string): void {
    this.background.location = location;
    this.tellContext();
    this.say(text);
  }

  tellTyping(): void {
    if (this.standing.started) this.typing.tell(() => this.line.send({ t: "typing" }));
  }

  /** The visitor sees the newest message: tell the server once. */
  see(): void {
    const position = this.thread.lastFromStaff();
    if (position <= this.thread.seen) return;
    this.thread.seen = position;
    this.line.send({ t: "read", position });
    this.memory.save();
    this.changed();
  }

  end(): void {
    this.line.send({ t: "end" });
    this.finish();
  }

  /** Put the ended conversation away; the next message goes on, or begins another one, as the server decides. */
  startAgain(): void {
    this.memory.putAway();
    this.wait = null;
    this.changed();
    void this.loadConfig();
  }

  private forget(): void {
    this.visits.forget();
    this.background.consent = null;
    this.memory.outbox.clear();
    this.line.stop();
    this.becomeOther(false);
    this.changed();
  }

  private finish(): void {
    if (this.standing.ended) return;
    this.memory.standing = { ...this.standing, ended: true, started: false, agent: null };
    this.wait = null;
    this.typing.show(null);
    this.memory.save();
    this.shell.emit("end");
    this.changed();
  }

  private take(frame: ServerFrame): void {
    switch (frame.t) {
      case "hello": this.greet(frame); break;
      case "message": this.receive(frame); break;
      case "ack": this.settle(frame); break;
      case "refused": this.memory.outbox.fail(frame.id, frame.message); break;
      case "state": this.thread.advance(frame.id, frame.state); break;
      case "typing": this.typing.show(frame.name); break;
      case "wait": this.wait = frame; break;
      case "agent": this.answeredBy(frame.name); break;
      case "ended": this.finish(); return;
      case "resync":
        this.memory.resync();
        this.line.again();
        break;
      case "pong": return;
    }
    this.memory.save();
    this.gap.watch();
    this.changed();
  }

  private greet(hello: Extract<ServerFrame, { t: "hello" }>): void {
    if (hello.conversation_id) this.memory.belong(hello.conversation_id);
    this.thread.greet(hello.position);
    if (hello.conversation_id === null) this.standing.started = false;
    // Who answered once need not be who answers now; long polling does not say.
    if (hello.agent !== undefined) this.standing.agent = hello.agent;
    if (hello.open === undefined) return; // long polling does not say
    this.isOpen = hello.open;
    this.opensAt = hello.opens_at ?? null;
  }

  private answeredBy(name: string | null): void {
    this.standing.agent = name;
    if (name !== null) this.wait = null;
  }

  /** Introduce the conversation before its first frame. */
  private begin(): void {
    if (this.standing.started) return;
    this.memory.standing = { ...this.standing, started: true, ended: false };
    this.line.send({ t: "start", context: this.background.context() });
    this.memory.save();
    this.shell.emit("start");
  }

  private receive(frame: Extract<ServerFrame, { t: "message" }>): void {
    const item = itemOf(frame);
    const fresh = this.thread.put(item);
    if (item.mine) return this.settle({ t: "ack", id: item.id, position: item.position, at: item.at });
    this.typing.show(null);
    if (!fresh) return;
    this.wait = null;
    this.standing.ended = false; // who still answers has not gone
    if (this.thread.isNew(item.position)) this.standing.agent ??= item.author;
    this.shell.emit("message", { text: item.text, author: item.author });
    this.arrived(item);
  }

  private settle(ack: Extract<ServerFrame, { t: "ack" }>): void {
    const elsewhere = this.memory.isElsewhere(ack);
    if (elsewhere) {
      this.memory.clear();
      this.standing.started = true;
    }
    this.memory.settle(ack);
    if (elsewhere) this.line.again(); // a new hello says which conversation this is
  }

  private lineBecame(state: LineState): void {
    this.shell.emit("connection", state);
    clearTimeout(this.renewing);
    if (state === "online") this.flush(), this.keepFresh();
    else this.typing.show(null);
    this.changed();
  }

  /** The connection outlives the token that it was opened with: at half of that one's life it gets another. */
  private keepFresh(): void {
    this.renewing = setTimeout(() => void this.renew(), Math.min(Math.max(this.visits.rest(), SOON), LATEST));
  }

  private async renew(): Promise<void> {
    try {
      const before = this.visits.current()?.visitor_token;
      const token = await this.visits.token();
      if (token !== before) this.line.renew(token);
    } catch {
      // The old one holds for its other half; asked again soon.
    }
    if (this.link === "online") this.keepFresh();
  }

  private flush(): void {
    const waiting = this.parcels().filter((parcel) => parcel.failed === null);
    if (waiting.length) this.begin();
    for (const { frame } of waiting) this.line.send(frame);
  }

  private tellContext(): void {
    if (this.standing.started) this.line.send({ t: "start", context: this.background.context() });
  }

  private async refill(top: number): Promise<void> {
    const { items } = await read(this.shell.options.host, await this.visits.token(), this.thread.watermark);
    for (const item of items) this.receive(item);
    this.thread.confirm(top);
    this.memory.save();
    this.changed();
  }

  /** Another visitor has come to this browser (logged in, or the old token has lapsed): nothing of the old one stays. */
  private becomeOther(stays = true): void {
    this.another(stays);
    this.memory.clear();
    this.wait = null;
  }

  private hearOtherPages(): void {
    hearOtherPages(`hamseda.${this.shell.options.key}.`, {
      thread: (kept) => this.learn(() => (kept ? this.thread.merge(kept) : this.thread.clear())),
      standing: (kept) => this.learn(() => (this.memory.standing = { ...NOTHING, ...kept })),
      visitor: (is) => this.learn(() => (is === "gone" ? this.line.stop() : is === "other" ? this.line.again() : this.line.start())),
      outbox: () => this.learn(() => this.parcels().length > 0 && this.line.start()),
    });
  }

  private learn(what: () => unknown): void {
    what();
    this.memory.countUnread();
    this.changed();
  }
}
