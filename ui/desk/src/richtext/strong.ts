export type Direction = 'rtl' | 'ltr';

const STRONG = /(?=\p{L})(\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Syriac}|\p{Script=Thaana})|\p{L}/u;

/** The direction of the first letter that has one; null where there is none. */
export function firstStrong(text: string): Direction | null {
  const found = STRONG.exec(text);
  return found && (found[1] ? 'rtl' : 'ltr');
}
