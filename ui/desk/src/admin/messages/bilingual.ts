/** Texts of a part of administration in both languages: English must have exactly the keys of Persian. */
export function bilingual<const T extends Record<string, string>>(fa: T, en: { [K in keyof T]: string }): { fa: T; en: { [K in keyof T]: string } } {
  return { fa, en };
}
