import type { ReactNode } from 'react';

const MASKED = /([\d۰-۹٠-٩]+•{2,}[\d۰-۹٠-٩]+)/;

/** A text whose masked numbers read from left to right, as the numbers did: their bullets would turn them around. */
export function masked(text: string): ReactNode {
  return text.includes('••')
    ? text.split(MASKED).map((part, i) => i % 2 ? <bdi key={i} dir="ltr">{part}</bdi> : part)
    : text;
}
