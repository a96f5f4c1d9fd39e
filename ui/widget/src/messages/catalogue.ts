import { en } from "./en";
import { fa } from "./fa";
import type { Locale } from "./locale";

/** Every catalogue has exactly the keys of the Persian one: the compiler says which is missing. */
export type Catalogue = { readonly [Key in keyof typeof fa]: string };

export const catalogues: Record<Locale, Catalogue> = { fa, en };

const SLOT = /\{(\w+)(?:\?([^:}]*):([^}]*))?\}/g;

/** Fill a sentence: `{name}` with its value, numbers as `write` writes them; `{n?one:many}` by the count n. */
export function fill(sentence: string, values: Record<string, string | number>, write: (value: number) => string = String): string {
  return sentence.replace(SLOT, (whole, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (one !== undefined && many !== undefined) return value === 1 ? one : many;
    return typeof value === "number" ? write(value) : value ?? whole;
  });
}
