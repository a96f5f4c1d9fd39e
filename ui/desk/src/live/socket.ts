import type { LiveFrame } from '~/api/types';

export type Connection = 'connecting' | 'live' | 'lost';

interface Options {
  onFrame: (frame: LiveFrame) => void;
  onState: (state: Connection) => void;
  onEnded: () => void;
}

export interface Live {
  send(frame: Record<string, unknown>): void;
  close(): void;
}

const PING_MS = 20_000;
const SILENCE_MS = 45_000;
const LONGEST_BACK_OFF_MS = 15_000;

/**
 * Keeps one WebSocket open and asks for "events after N" at each return, so that nothing is missed
 * between two connections; a silent line is taken for a broken one.
 */
export function openLive({ onFrame, onState, onEnded }: Options): Live {
  let socket: WebSocket | null = null;
  let last: number | null = null;
  let attempts = 0;
  let heardAt = 0;
  let isClosed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const after = last === null ? '' : `?after=${last}`;
    socket = new WebSocket(`${scheme}://${location.host}/api/v1/live${after}`);
    heardAt = Date.now();
    socket.onmessage = (event) => hear(JSON.parse(String(event.data)) as LiveFrame);
    socket.onclose = again;
  }

  function hear(frame: LiveFrame): void {
    heardAt = Date.now();
    if (frame.t === 'hello') {
      attempts = 0;
      // A log that is shorter than what we have seen is another log: start afresh.
      if (last !== null && frame.as_of < last) onFrame({ t: 'resync' });
      if (last === null || frame.as_of < last) last = frame.as_of;
      onState('live');
    }
    if (frame.t === 'event') {
      if (last !== null && frame.n <= last) return;
      last = frame.n;
    }
    if (frame.t === 'resync') last = null;
    // Only an ended session is an end; a server that restarts or rights that changed are a new beginning.
    if (frame.t === 'bye') return frame.code === 'session_ended' ? end() : onFrame(frame);
    onFrame(frame);
    if (frame.t === 'resync') socket?.close();
  }

  function again(): void {
    if (isClosed) return;
    onState('lost');
    const wait = Math.min(LONGEST_BACK_OFF_MS, 500 * 2 ** attempts) * (0.7 + Math.random() * 0.6);
    attempts += 1;
    clearTimeout(retry);
    retry = setTimeout(connect, wait);
  }

  function end(): void {
    close();
    onEnded();
  }

  const pulse = setInterval(() => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    if (Date.now() - heardAt > SILENCE_MS) socket.close();
    else socket.send('{"t":"ping"}');
  }, PING_MS);

  function close(): void {
    isClosed = true;
    clearInterval(pulse);
    clearTimeout(retry);
    window.removeEventListener('online', hurry);
    socket?.close();
  }

  function hurry(): void {
    if (socket?.readyState === WebSocket.OPEN || isClosed) return;
    clearTimeout(retry);
    attempts = 0;
    connect();
  }

  window.addEventListener('online', hurry);
  onState('connecting');
  connect();
  return {
    send: (frame) => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify(frame)),
    close,
  };
}
