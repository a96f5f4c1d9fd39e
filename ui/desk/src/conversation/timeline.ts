import type { Message } from '~/api/types';

/** A message in its place on the page, with what is drawn above it. */
export interface Block {
  message: Message;
  /** The first of its day: the instant that names the day. */
  day?: string;
  /** The talk begins or goes on in a channel here. */
  channel?: { kind: string; isFirst: boolean };
  /** Said by the same author in the same breath as the one before. */
  isContinued: boolean;
}

const SAME_BREATH_MS = 5 * 60_000;
/* As far as the minutes' ten: no day of any zone begins inside. */
const SAME_DAY_DIGITS = 15;

/**
 * Lays messages out as a page of talk: a separator for each new day of the reader, a divider where the talk
 * goes on in another channel, and messages of one author in one breath drawn together. Separators belong to
 * the message below them, so that a row keeps its name when older messages come in above it.
 */
export function layOut(messages: Message[], dayKey: (at: string) => string): Block[] {
  const dayOf = remembered(dayKey);
  let day = '';
  let channel: string | null = null;
  let previous: Message | null = null;

  return messages.map((message) => {
    const today = dayOf(message.created_at);
    const block: Block = { message, isContinued: false };
    if (today !== day) block.day = message.created_at;
    if (message.kind === 'message' && message.channel_kind && message.channel_kind !== channel) {
      block.channel = { kind: message.channel_kind, isFirst: channel === null };
      channel = message.channel_kind;
    }
    block.isContinued = !block.day && !block.channel && isOneBreath(previous, message);
    day = today;
    previous = message;
    return block;
  });
}

/** Thousands of messages have few days: each ten minutes are asked about once. */
function remembered(dayKey: (at: string) => string): (at: string) => string {
  const known = new Map<string, string>();
  return (at) => {
    const part = at.slice(0, SAME_DAY_DIGITS);
    let key = known.get(part);
    if (key === undefined) known.set(part, (key = dayKey(at)));
    return key;
  };
}

function isOneBreath(before: Message | null, message: Message): boolean {
  return before !== null
    && before.kind === 'message' && message.kind === 'message'
    && before.direction === message.direction && before.author_id === message.author_id
    && before.author_name === message.author_name
    && Date.parse(message.created_at) - Date.parse(before.created_at) < SAME_BREATH_MS;
}

const LINE_LETTERS = 62;
const PX = { line: 26, bubble: 42, head: 38, continued: 4, notice: 34, day: 42, channel: 44, files: 164, tools: 30 } as const;

const guessed = new WeakMap<Block, number>();

/** About how tall a row will be, in pixels, until it has been drawn and is known. */
export function heightOf(block: Block): number {
  let height = guessed.get(block);
  if (height === undefined) guessed.set(block, (height = guess(block)));
  return height;
}

function guess({ message, day, channel, isContinued }: Block): number {
  const above = (day ? PX.day : 0) + (channel ? PX.channel : 0);
  if (message.kind === 'notice') return above + PX.notice;
  const lines = message.text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LINE_LETTERS)), 0);
  const beside = (message.attachments.length ? PX.files : 0) + (message.html ? PX.tools : 0);
  return above + (isContinued ? PX.continued : PX.head) + PX.bubble + lines * PX.line + beside;
}
