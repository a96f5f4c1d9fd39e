const ARABIC = "U+600-6FF, U+750-77F, U+200C-200E, U+2010-2011, U+FB50-FDFF, U+FE70-FEFC";
const LATIN = "U+0-FF, U+131, U+2BB-2BC, U+2C6, U+2DA, U+2DC, U+2000-200B, U+2012-206F, U+20AC, U+2122, U+2212";

/** Vazirmatn under a name of our own; an @font-face inside a shadow root would not count. Fetched when first used. */
export function loadFont(assets: string): void {
  for (const [file, unicodeRange] of [[FONTS.arabic, ARABIC], [FONTS.latin, LATIN]]) {
    const descriptors = { weight: "100 900", display: "swap" as const, unicodeRange };
    document.fonts.add(new FontFace("Hamseda Vazirmatn", `url("${assets}${file}")`, descriptors));
  }
}
