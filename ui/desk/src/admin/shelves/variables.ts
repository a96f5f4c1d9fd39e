/** What the server fills in a canned reply; anything else stays as it is written. */
export const VARIABLES = ['customer', 'agent', 'number'] as const;

export type Variable = (typeof VARIABLES)[number];

export function fillExample(text: string, example: Record<Variable, string>): string {
  return VARIABLES.reduce((filled, name) => filled.replaceAll(`{${name}}`, example[name]), text);
}
