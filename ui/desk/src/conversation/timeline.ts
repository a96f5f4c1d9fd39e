import type { Message } from '~/api/types';

export type Block =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'channel'; key: string; channel: string; isFirst: boolean }
  | { kind: 'message'; key: string; message: Message; isContinued: boolean };

const SAME_BREATH_MS = 5 * 60_000;

/**
 * Lays messages out as a page of talk: a separator for each new day of the reader, a divider where the talk
 * goes on in another channel, and messages of one author in one breath drawn together.
 */
export function layOut(messages: Message[], dayKey: (at: string) => string): Block[] {
  const blocks: Block[] = [];
  let day = '';
  let channel: string | null = null;
  let previous: Message | null = null;

  for (const message of messages) {
    const today = dayKey(message.created_at);
    if (today !== day) {
      blocks.push({ kind: 'day', key: `day-${today}`, at: message.created_at });
      previous = null;
    }
    if (message.kind === 'message' && message.channel_kind && message.channel_kind !== channel) {
      blocks.push({ kind: 'channel', key: `channel-${message.id}`, channel: message.channel_kind, isFirst: channel === null });
      channel = message.channel_kind;
      previous = null;
    }
    blocks.push({ kind: 'message', key: message.id, message, isContinued: isOneBreath(previous, message) });
    day = today;
    previous = message;
  }
  return blocks;
}

function isOneBreath(before: Message | null, message: Message): boolean {
  return before !== null
    && before.kind === 'message' && message.kind === 'message'
    && before.direction === message.direction && before.author_id === message.author_id
    && before.author_name === message.author_name
    && Date.parse(message.created_at) - Date.parse(before.created_at) < SAME_BREATH_MS;
}
