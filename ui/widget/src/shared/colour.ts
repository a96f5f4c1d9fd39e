/** Colours of a brand made readable: contrast by the formula of WCAG 2.2 (relative luminance). */

type Rgb = [number, number, number];

const FALLBACK: Rgb = [15, 118, 110];

export function parse(colour: string | null | undefined): Rgb {
  const hex = colour?.trim().replace(/^#/, "") ?? "";
  const full = /^[0-9a-f]{3}$/i.test(hex) ? hex.replace(/./g, "$&$&") : hex;
  if (!/^[0-9a-f]{6}$/i.test(full)) return FALLBACK;
  return [0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16)) as Rgb;
}

export function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** White where it can be read on the colour, else black: one of them always reaches 4.5. */
export function textOn(colour: Rgb): Rgb {
  return contrast([255, 255, 255], colour) >= 4.5 ? [255, 255, 255] : [0, 0, 0];
}

/** The colour itself, moved towards black or white just until it can be read on the ground. */
export function readable(colour: Rgb, ground: Rgb, least = 4.6): Rgb {
  const towards: Rgb = luminance(ground) > 0.3 ? [0, 0, 0] : [255, 255, 255];
  for (let share = 0; share < 1; share += 0.04) {
    const mixed = mix(colour, towards, share);
    if (contrast(mixed, ground) >= least) return mixed;
  }
  return towards;
}

export function mix(colour: Rgb, other: Rgb, share: number): Rgb {
  return colour.map((value, i) => Math.round(value + ((other[i] ?? 0) - value) * share)) as Rgb;
}

export const css = (colour: Rgb): string => `rgb(${colour.join(" ")})`;

/** The custom properties of a brand for both schemes, as one style sheet. */
export function brandSheet(colour: string | null | undefined): string {
  const brand = parse(colour);
  const light: Rgb = [255, 255, 255];
  const dark: Rgb = [30, 29, 28];
  return (
    `:host{--brand:${css(brand)};--on-brand:${css(textOn(brand))}}` +
    `.panel{--accent:${css(readable(brand, [244, 241, 236]))};--tint:${css(mix(light, brand, 0.1))}}` +
    `.panel.dark{--accent:${css(readable(brand, [58, 56, 54]))};--tint:${css(mix(dark, brand, 0.3))}}`
  );
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
