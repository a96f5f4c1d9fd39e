import type { MailDraft, MailPerson } from '~/api/types';

const ADDRESS = /^[^\s@<>()[\],;:"\\]+@(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.)+[\p{L}\d-]{2,63}$/u;
const BETWEEN = /[,;،؛\n\t]+/;

/** Whether something can be an address of a mailbox; the server has the last word. */
export const isAddress = (typed: string): boolean => typed.length <= 254 && ADDRESS.test(typed);

/** The addresses in what was typed or pasted, `Sara <sara@example.com>; …` too; what is none stays to be seen as wrong. */
export function addressesIn(typed: string): string[] {
  return typed.split(BETWEEN).flatMap((part) => {
    const named = /<([^<>]+)>\s*$/.exec(part);
    if (named?.[1]) return [bare(named[1])];
    const words = part.trim().split(/\s+/).filter(Boolean);
    return words.length > 1 && words.every((word) => isAddress(bare(word))) ? words.map(bare) : words.length ? [bare(part)] : [];
  });
}

/* Marks of direction come along from pages that run from right to left. */
const bare = (address: string) => address.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim().replace(/^mailto:/i, '').replace(/^["'(]+|["').]+$/g, '');

export const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** A list with more addresses, each once. */
export function joined(addresses: string[], more: string[]): string[] {
  return more.reduce((all, next) => (all.some((known) => isSame(known, next)) ? all : [...all, next]), addresses);
}

/** Whom a mail reaches that was in none before it: they come to see the conversation. */
export function strangers(mail: Pick<MailDraft, 'to' | 'cc'>, known: { to: MailPerson[]; cc: MailPerson[] }): string[] {
  const met = [...known.to, ...known.cc].map((person) => person.address);
  return [...mail.to, ...mail.cc].filter((address) => !met.some((one) => isSame(one, address)));
}

/** What keeps a mail from going out: addresses that are none, more than it may have, or nobody at all. */
export function faultOf({ to, cc, bcc }: Pick<MailDraft, 'to' | 'cc' | 'bcc'>, most: number): { key: 'wrong'; address: string } | { key: 'tooMany' } | null {
  const all = [...to, ...cc, ...bcc];
  const address = all.find((one) => !isAddress(one));
  if (address !== undefined) return { key: 'wrong', address };
  return all.length > most ? { key: 'tooMany' } : null;
}

/** To all: everybody of the answered mail joins the copies; those already there stay once. */
export const replyToAll = (mail: MailDraft, candidates: MailPerson[]): MailDraft =>
  ({ ...mail, cc: joined(mail.cc, candidates.map((one) => one.address).filter((one) => !mail.to.some((there) => isSame(there, one)))) });

/** Whether everybody of the answered mail gets the answer. */
export const isToAll = (mail: MailDraft, candidates: MailPerson[]) =>
  candidates.length > 0 && candidates.every((one) => [...mail.to, ...mail.cc, ...mail.bcc].some((there) => isSame(there, one.address)));
