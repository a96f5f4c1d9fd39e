import type { ConversationSummary, Id } from '~/api/types';

export interface Arrangement {
  rows: ConversationSummary[];
  /** Still shown in their place, though they have left the list. */
  gone: ReadonlySet<Id>;
  /** How many wait for the person to look away. */
  fresh: number;
}

/** Newest talk first; the same order as the server pages by. */
export function sorted(rows: ConversationSummary[]): ConversationSummary[] {
  const at = (row: ConversationSummary) => row.last_message_at ?? row.opened_at;
  return [...rows].sort((a, b) => at(b).localeCompare(at(a)) || b.id.localeCompare(a.id));
}

/**
 * What to show when `now` is the truth and `shown` is on the screen. While the list is held (pointer or focus
 * on it) no row moves: rows are renewed in their places, newcomers below the last known row are appended
 * (a further page), other newcomers are counted.
 */
export function arrange(shown: ConversationSummary[], now: ConversationSummary[], isHeld: boolean): Arrangement {
  if (!isHeld || shown.length === 0) return { rows: now, gone: NONE, fresh: 0 };
  const current = new Map(now.map((row) => [row.id, row]));
  const known = new Set(shown.map((row) => row.id));
  const gone = new Set(shown.filter((row) => !current.has(row.id)).map((row) => row.id));
  const lastKnown = now.findLastIndex((row) => known.has(row.id));
  const further = lastKnown < 0 ? [] : now.slice(lastKnown + 1);
  const fresh = now.filter((row) => !known.has(row.id)).length - further.length;
  const rows = [...shown.map((row) => current.get(row.id) ?? row), ...further];
  return { rows, gone, fresh };
}

const NONE: ReadonlySet<Id> = new Set();
