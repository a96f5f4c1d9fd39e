import { en } from "./en";
import { fa } from "./fa";
import type { Locale } from "./locale";

/** Every catalogue has exactly the keys of the Persian one: the compiler says which is missing. */
export type Catalogue = { readonly [Key in keyof typeof fa]: string };

export const catalogues: Record<Locale, Catalogue> = { fa, en };

/** Put values into the {places} of a sentence. */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
