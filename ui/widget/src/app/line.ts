import { backoff } from "./backoff";
import type { ClientFrame, ServerFrame } from "./frames";
import { pollRoad, socketRoad, type Road, type Why } from "./roads";
import { Refusal } from "./visits";

export type LineState = "idle" | "connecting" | "online" | "waiting" | "offline" | "crowded" | "refused";

/** What the line needs from the chat: a token, where we are, and ears. */
export interface LineEnds {
  token(): Promise<string>;
  tokenSpent(): void;
  after(): number;
  connecting(): void;
  frame(frame: ServerFrame): void;
  state(state: LineState): void;
}

const SOCKET_TRIES = 2;
const SOCKET_AGAIN = 300_000;
const STEADY = 5_000;

/** The one connection to the server: WebSocket, else long polling; comes back by itself, with back-off. */
export class Line {
  state: LineState = "idle";
  private road: Road | null = null;
  private wanted = false;
  private round = 0;
  private attempt = 0;
  private socketFailures = 0;
  private pollingUntil = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: string, private readonly ends: LineEnds) {
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.wanted && this.drop("offline"));
    document.addEventListener("visibilitychange", () => !document.hidden && this.state === "waiting" && this.now());
    // A page that comes back from the back-forward cache has a dead socket.
    addEventListener("pageshow", (event) => event.persisted && this.again());
  }

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    void this.connect();
  }

  stop(): void {
    this.wanted = false;
    this.drop("idle");
  }

  /** Reconnect at once, forgetting the back-off. */
  now(): void {
    if (!this.wanted || this.state === "online" || this.state === "connecting") return;
    this.attempt = 0;
    void this.connect();
  }

  /** Leave the present connection for a new one (a gap, another visitor, a resync). */
  again(): void {
    if (!this.wanted) return;
    this.drop("connecting");
    void this.connect();
  }

  send(frame: ClientFrame): boolean {
    if (this.state !== "online" || !this.road) return false;
    this.road.send(frame);
    return true;
  }

  /** Go on by a fresh token, without leaving the connection. */
  renew(token: string): void {
    if (this.state === "online") this.road?.renew(token);
  }

  private async connect(): Promise<void> {
    clearTimeout(this.timer);
    this.road?.close();
    const round = ++this.round;
    if (!navigator.onLine) return this.become("offline");
    this.become("connecting");
    let token: string;
    try {
      token = await this.ends.token();
    } catch (error) {
      if (round !== this.round) return;
      if (error instanceof Refusal) return this.become("refused");
      return this.retry();
    }
    if (round === this.round) this.road = this.build(token, round);
  }

  private build(token: string, round: number): Road {
    const polling = Date.now() < this.pollingUntil && this.socketFailures >= SOCKET_TRIES;
    let opened = false;
    this.ends.connecting();
    const events = {
      opened: () => {
        if (round !== this.round) return;
        opened = true;
        if (!polling) this.socketFailures = 0;
      },
      frame: (frame: ServerFrame) => {
        if (round !== this.round) return;
        this.ends.frame(frame);
        if (frame.t === "hello") this.greeted();
      },
      closed: (why: Why) => {
        if (round !== this.round) return;
        if (why === "crowd") return this.drop("crowded");
        // A refusal without the headers that let us read it looks like a lost network: ask for a fresh token too.
        if (why === "token" || (polling && !opened)) this.spend();
        else if (!polling && !opened && navigator.onLine) this.countSocketFailure();
        this.retry();
      },
    };
    return polling
      ? pollRoad(this.host, token, () => this.ends.after(), events)
      : socketRoad(this.host, token, this.ends.after(), events);
  }

  /** Only a hello says where we stand: before it nothing is sent; after a while of it the back-off is forgotten. */
  private greeted(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.attempt = 0), STEADY);
    this.become("online");
  }

  private spend(): void {
    this.ends.tokenSpent();
    this.socketFailures = 0;
  }

  private countSocketFailure(): void {
    this.socketFailures += 1; // never forgotten by time alone: later, one more failure is enough
    if (this.socketFailures >= SOCKET_TRIES) this.pollingUntil = Date.now() + SOCKET_AGAIN;
  }

  private retry(): void {
    this.drop(navigator.onLine ? "waiting" : "offline");
    if (this.state === "waiting") this.timer = setTimeout(() => void this.connect(), backoff(this.attempt++));
  }

  private drop(state: LineState): void {
    clearTimeout(this.timer);
    this.round += 1;
    this.road?.close();
    this.road = null;
    this.become(state);
  }

  private become(state: LineState): void {
    if (state === this.state) return;
    this.state = state;
    this.ends.state(state);
  }
}
