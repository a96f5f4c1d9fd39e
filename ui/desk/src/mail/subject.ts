import { firstStrong } from '~/richtext/strong';

const BEFORE = /^(?:\s*(?:re|fwd?|aw|wg|پاسخ|ارجاع)\s*:)+/i;

/** A subject runs as its own words do, whatever stands before them. */
export const directionOf = (subject: string): 'rtl' | 'ltr' | 'auto' => firstStrong(subject.replace(BEFORE, '')) ?? 'auto';
