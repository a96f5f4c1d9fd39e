import type { ReactNode } from 'react';

export type ArtName = 'tea' | 'calm' | 'search' | 'talk' | 'moon' | 'done' | 'broken';

const line = { fill: 'none', stroke: 'var(--art-line)', strokeWidth: 2.5, strokeLinecap: 'round', strokeLinejoin: 'round' } as const;
const soft = { fill: 'var(--art-fill)' };
const warm = { fill: 'var(--art-warm)' };

const DRAWINGS: Record<ArtName, ReactNode> = {
  tea: (
    <>
      <ellipse cx="80" cy="92" rx="52" ry="8" {...soft} />
      <path d="M58 50c0 10 6 12 6 20 0 7-4 10-4 14 0 5 8 8 20 8s20-3 20-8c0-4-4-7-4-14 0-8 6-10 6-20z" {...line} fill="var(--surface)" />
      <path d="M61 60c2 6 5 7 5 12 0 6-4 9-4 12 0 3 7 6 18 6s18-3 18-6c0-3-4-6-4-12 0-5 3-6 5-12z" {...warm} opacity=".75" />
      <path d="M72 40c-4-5 4-8 0-14M86 40c-4-5 4-8 0-14" {...line} />
      <path d="M44 93h72" {...line} />
    </>
  ),
  calm: (
    <>
      <circle cx="112" cy="34" r="13" {...warm} />
      <path d="M20 84c14-24 26-24 40 0 12-30 30-30 44 0 10-16 22-16 36 0v16H20z" {...soft} />
      <path d="M20 84c14-24 26-24 40 0 12-30 30-30 44 0 10-16 22-16 36 0" {...line} />
      <path d="M34 98h40M88 98h26" {...line} />
    </>
  ),
  search: (
    <>
      <rect x="34" y="26" width="66" height="72" rx="10" {...soft} />
      <path d="M48 46h36M48 60h24M48 74h16" {...line} />
      <circle cx="98" cy="72" r="19" {...line} fill="var(--surface)" />
      <path d="M112 86l14 14" {...line} strokeWidth={4} />
      <circle cx="98" cy="72" r="7" {...warm} />
    </>
  ),
  talk: (
    <>
      <path d="M28 40a12 12 0 0 1 12-12h46a12 12 0 0 1 12 12v20a12 12 0 0 1-12 12H56L40 86V72a12 12 0 0 1-12-12z" {...soft} />
      <path d="M28 40a12 12 0 0 1 12-12h46a12 12 0 0 1 12 12v20a12 12 0 0 1-12 12H56L40 86V72a12 12 0 0 1-12-12z" {...line} />
      <path d="M106 54h14a12 12 0 0 1 12 12v14a12 12 0 0 1-12 12v12l-14-12H88a12 12 0 0 1-11-7" {...line} fill="var(--surface)" />
      <circle cx="50" cy="50" r="4" {...warm} /><circle cx="64" cy="50" r="4" {...warm} /><circle cx="78" cy="50" r="4" {...warm} />
    </>
  ),
  moon: (
    <>
      <circle cx="80" cy="60" r="40" {...soft} />
      <path d="M94 78a26 26 0 0 1-20-46 28 28 0 1 0 34 36 26 26 0 0 1-14 10z" {...line} fill="var(--surface)" />
      <path d="M106 30h12l-12 12h12M124 18h8l-8 8h8" {...line} />
      <circle cx="46" cy="34" r="3" {...warm} /><circle cx="118" cy="64" r="3" {...warm} />
    </>
  ),
  done: (
    <>
      <ellipse cx="80" cy="100" rx="44" ry="6" {...soft} />
      <circle cx="80" cy="58" r="34" {...soft} />
      <path d="M62 59l13 13 24-26" {...line} strokeWidth={5} />
      <path d="M36 34l-8-6M124 34l8-6M80 14V6M30 66H20M140 66h-10" {...line} stroke="var(--art-warm)" />
    </>
  ),
  broken: (
    <>
      <ellipse cx="80" cy="98" rx="50" ry="7" {...soft} />
      <path d="M26 62h26a12 12 0 0 1 0 20" {...line} /><path d="M134 62h-26a12 12 0 0 0 0 20" {...line} />
      <rect x="52" y="56" width="20" height="30" rx="6" {...soft} /><rect x="88" y="56" width="20" height="30" rx="6" {...soft} />
      <path d="M80 46V32M66 50l-8-12M94 50l8-12" {...line} stroke="var(--art-warm)" />
    </>
  ),
};

/** Small drawings of our own for empty places; decoration only. */
export function Art({ name }: { name: ArtName }) {
  return <svg viewBox="0 0 160 112" width="176" height="123" aria-hidden>{DRAWINGS[name]}</svg>;
}
