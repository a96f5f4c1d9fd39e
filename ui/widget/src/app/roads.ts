import type { ClientFrame, Context, Sendable, ServerFrame, Wait } from "./frames";

/** One way to the server. `closed` is called once, and never after `close()`. */
export interface Road {
  send(frame: ClientFrame): void;
  /** Go on by a fresh token of the same visitor. */
  renew(token: string): void;
  close(): void;
}

/** Lost comes back by itself, a spent token is asked for anew, a crowd waits for the visitor to close some pages. */
export type Why = "lost" | "token" | "crowd";

export interface RoadEvents {
  opened(): void;
  frame(frame: ServerFrame): void;
  closed(why: Why): void;
}

const PING_EVERY = 25_000;
const PATIENCE = 12_000;
const TOKEN_CLOSES = [4001, 4003, 4401, 4403];
const CROWD_CLOSES = 4029;
const TOO_MANY = 429;

export function socketRoad(host: string, token: string, after: number, events: RoadEvents): Road {
  const query = new URLSearchParams({ token, after: String(after) });
  const socket = new WebSocket(`${host.replace(/^http/, "ws")}/widget/v1/chat?${query}`);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;

  function finish(why: Why): void {
    if (over) return;
    over = true;
    clearTimeout(timer);
    socket.close();
    events.closed(why);
  }
  // A dead network says nothing: silence after a ping is the only sign of it.
  function expect(within: number, then: () => void): void {
    clearTimeout(timer);
    timer = setTimeout(then, within);
  }
  function listen(): void {
    expect(PING_EVERY, () => {
      socket.send(JSON.stringify({ t: "ping" }));
      expect(PATIENCE, () => finish("lost"));
    });
  }
  expect(PATIENCE, () => finish("lost"));
  socket.onopen = () => {
    listen();
    events.opened();
  };
  socket.onmessage = (message) => {
    if (over) return;
    listen();
    events.frame(JSON.parse(String(message.data)) as ServerFrame);
  };
  socket.onclose = ({ code }) => finish(TOKEN_CLOSES.includes(code) ? "token" : code === CROWD_CLOSES ? "crowd" : "lost");
  const send = (frame: ClientFrame) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(frame));
  return {
    send,
    renew: (fresh) => send({ t: "renew", token: fresh }),
    close: () => {
      over = true;
      clearTimeout(timer);
      socket.close();
    },
  };
}

/** Long polling, for networks that let no WebSocket through: messages both ways, and the place in line. */
export function pollRoad(host: string, token: string, after: () => number, events: RoadEvents): Road {
  let over = false;
  let listening = new AbortController();
  let context: Context | undefined;
  let posting = Promise.resolve();

  function finish(why: Why): void {
    if (over) return;
    over = true;
    listening.abort();
    events.closed(why);
  }
  function fail(error: unknown): void {
    finish(error instanceof TokenSpent ? "token" : error instanceof Crowd ? "crowd" : "lost");
  }
  async function listen(): Promise<void> {
    for (let wait = 0; !over; wait = 20) {
      listening = new AbortController();
      const answer = await read(host, token, after(), wait, listening.signal).catch((error) => {
        if (over || !listening.signal.aborted) throw error;
        return null; // we spoke meanwhile: ask again, as who we are now
      });
      if (!answer || over) continue;
      if (wait === 0) {
        events.opened();
        events.frame({ t: "hello", position: answer.items.at(-1)?.position ?? after() });
      }
      for (const item of answer.items) events.frame(item);
      if (answer.wait) events.frame({ t: "wait", ...answer.wait });
    }
  }
  async function post(frame: Sendable): Promise<void> {
    const attachments = frame.t === "message" ? frame.attachments : [];
    const body = JSON.stringify({ id: frame.id, text: asText(frame), attachments, context });
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const answer = await fetch(`${host}/widget/v1/messages`, { method: "POST", headers, body });
    if (answer.status === 401) throw new TokenSpent();
    if (answer.status >= 500) throw new Error(`messages: ${answer.status}`);
    const said = (await answer.json()) as Extract<ServerFrame, { t: "ack" }> & { code?: string; detail?: string };
    if (over) return;
    if (answer.ok) context = undefined;
    events.frame(answer.ok ? said : { t: "refused", id: frame.id, code: said.code ?? "", message: said.detail ?? "" });
    listening.abort();
  }
  listen().catch(fail);
  return {
    send(frame) {
      if (frame.t === "start") context = frame.context;
      if ("id" in frame) posting = posting.then(() => (over ? undefined : post(frame))).catch(fail);
    },
    renew(fresh) {
      token = fresh;
    },
    close() {
      over = true;
      listening.abort();
    },
  };
}

class TokenSpent extends Error {}
class Crowd extends Error {}

type Message = Extract<ServerFrame, { t: "message" }>;

/** What was said after a position; waits for something new for up to `wait` seconds. */
export async function read(
  host: string, token: string, after: number, wait = 0, signal?: AbortSignal,
): Promise<{ items: Message[]; wait: Wait | null }> {
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await fetch(`${host}/widget/v1/messages?after=${after}&wait=${wait}`, { headers, signal: signal ?? null });
  if (answer.status === 401) throw new TokenSpent();
  if (answer.status === TOO_MANY) throw new Crowd();
  if (!answer.ok) throw new Error(`messages: ${answer.status}`);
  return (await answer.json()) as { items: Message[]; wait: Wait | null };
}

/** Polling knows messages only: a wish is put in words, so that nothing of it is lost. */
function asText(frame: Sendable): string {
  if (frame.t === "message") return frame.text;
  if (frame.t === "leave_message") return [frame.text, frame.email ?? frame.phone].join("\n");
  return [frame.brief, frame.phone, frame.at].filter(Boolean).join("\n");
}
