export type Values = Record<string, string | number>;
export type Catalogue<Key extends string> = Record<Key, string>;

const SLOT = /\{(\w+)(?:\?([^:}]*):([^}]*))?\}/g;

/**
 * Fills the slots of a sentence: `{name}` with its value, `{n?one:many}` by count.
 * Numbers are written by `writeNumber`, so digits follow the reader's choice.
 */
export function fill(sentence: string, values: Values, writeNumber: (n: number) => string): string {
  return sentence.replace(SLOT, (_, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (one !== undefined && many !== undefined) return value === 1 ? one : many;
    if (value === undefined) return '';
    return typeof value === 'number' ? writeNumber(value) : value;
  });
}
