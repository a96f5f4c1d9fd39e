export interface Trigger {
  sign: '/' | '@';
  query: string;
  from: number;
  to: number;
}

const BEFORE_CARET = /(^|\s)([/@])([^\s/@]{0,30})$/u;

/** The `/word` or `@word` that the caret stands at the end of, if any. */
export function triggerAt(text: string, caret: number): Trigger | null {
  const found = BEFORE_CARET.exec(text.slice(0, caret));
  if (!found) return null;
  const [, , sign, query] = found as unknown as [string, string, '/' | '@', string];
  return { sign, query, from: caret - query.length - 1, to: caret };
}

/** Puts a piece in the place of the trigger; answers the new text and where the caret goes. */
export function replaceTrigger(text: string, trigger: Pick<Trigger, 'from' | 'to'>, piece: string): { text: string; caret: number } {
  return { text: text.slice(0, trigger.from) + piece + text.slice(trigger.to), caret: trigger.from + piece.length };
}

/** People look for ي and ی, ك and ک alike. */
export function isLike(text: string, query: string): boolean {
  return fold(text).includes(fold(query));
}

const fold = (text: string) =>
  text.toLocaleLowerCase().replace(/ي/g, 'ی').replace(/ك/g, 'ک').replace(/[\u200c\u064b-\u0652]/g, '');
