import { leansRight } from '~/composer/useSend';

/** What the server fills in a canned reply; anything else stays as it is written. */
export const VARIABLES = ['customer', 'agent', 'number'] as const;

export type Variable = (typeof VARIABLES)[number];

/** Which way a canned reply runs: its fill-ins are no words of its language. */
export const wayOf = (text: string) => (leansRight(text.replace(/\{\w+\}/g, '')) ? 'rtl' : 'ltr');

export function fillExample(text: string, example: Record<Variable, string>): string {
  return VARIABLES.reduce((filled, name) => filled.replaceAll(`{${name}}`, example[name]), text);
}
