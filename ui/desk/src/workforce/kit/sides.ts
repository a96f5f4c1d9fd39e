import type { Locale } from '~/i18n/context';

/** Where things lie in a picture that begins where its reader begins: at the right in Persian. */
export interface Sides {
  /** A point that far from the beginning. */
  x: (at: number) => number;
  /** The left edge of a box that begins there. */
  left: (at: number, wide: number) => number;
  /** Anchors of texts that begin, or end, at their point; the drawing itself runs left to right. */
  start: 'start' | 'end';
  end: 'start' | 'end';
}

export function sidesOf(width: number, locale: Locale): Sides {
  if (locale !== 'fa') return { x: (at) => at, left: (at) => at, start: 'start', end: 'end' };
  const x = (at: number) => width - at;
  return { x, left: (at, wide) => x(at + wide), start: 'end', end: 'start' };
}

/** One step on (1) or back (-1) by an arrow key, as the picture runs; nothing for other keys. */
export function stepOf(key: string, locale: Locale): number | undefined {
  const on = locale === 'fa' ? 'ArrowLeft' : 'ArrowRight';
  if (key === on || key === 'ArrowUp') return 1;
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowDown' ? -1 : undefined;
}
