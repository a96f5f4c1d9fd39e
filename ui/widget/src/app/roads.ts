import type { ClientFrame, ServerFrame } from "./frames";

/** One way to the server. `closed` is called once, and never after `close()`. */
export interface Road {
  send(frame: ClientFrame): void;
  close(): void;
}

export interface RoadEvents {
  opened(): void;
  frame(frame: ServerFrame): void;
  closed(why: "lost" | "token"): void;
}

const PING_EVERY = 25_000;
const PATIENCE = 12_000;
const TOKEN_CLOSES = [4001, 4003, 4401, 4403];

export function socketRoad(host: string, token: string, after: number, events: RoadEvents): Road {
  const query = new URLSearchParams({ token, after: String(after) });
  const socket = new WebSocket(`${host.replace(/^http/, "ws")}/widget/v1/chat?${query}`);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;

  function finish(why: "lost" | "token"): void {
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
  socket.onclose = (event) => finish(TOKEN_CLOSES.includes(event.code) ? "token" : "lost");
  return {
    send: (frame) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(frame)),
    close: () => {
      over = true;
      clearTimeout(timer);
      socket.close();
    },
  };
}

/** Long polling, for networks that let no WebSocket through: the same frames over plain requests. */
export function pollRoad(host: string, token: string, after: () => number, events: RoadEvents): Road {
  const abort = new AbortController();
  const address = `${host}/widget/v1/messages`;
  const headers = { Authorization: `Bearer ${token}` };

  function finish(why: "lost" | "token"): void {
    if (abort.signal.aborted) return;
    abort.abort();
    events.closed(why);
  }
  async function ask(url: string, init: RequestInit): Promise<void> {
    const answer = await fetch(url, { ...init, signal: abort.signal });
    if (answer.status === 401) return finish("token");
    if (!answer.ok && answer.status !== 422 && answer.status !== 409) return finish("lost");
    const body = (await answer.json()) as { frames?: ServerFrame[] };
    for (const frame of body.frames ?? []) if (!abort.signal.aborted) events.frame(frame);
  }
  async function listen(): Promise<void> {
    let wait = 0; // the first answer comes at once and says that the road is open
    while (!abort.signal.aborted) {
      await ask(`${address}?after=${after()}&wait=${wait}`, { headers });
      if (wait === 0 && !abort.signal.aborted) events.opened();
      wait = 20;
    }
  }
  listen().catch(() => finish("lost"));
  return {
    send(frame) {
      if (frame.t === "ping") return;
      const body = JSON.stringify(frame);
      const init = { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body };
      ask(address, init).catch(() => finish("lost"));
    },
    close: () => abort.abort(),
  };
}

/** Fill a gap: the frames after a position, at once. */
export async function refill(host: string, token: string, after: number): Promise<ServerFrame[]> {
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await fetch(`${host}/widget/v1/messages?after=${after}&wait=0`, { headers });
  if (!answer.ok) throw new Error(`refill: ${answer.status}`);
  return ((await answer.json()) as { frames?: ServerFrame[] }).frames ?? [];
}
