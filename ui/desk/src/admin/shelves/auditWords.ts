import type { Translate } from '~/i18n/context';
import type { AdminKey } from '../kit/texts';
import type { AuditEntry } from '../types';

export const SUBJECTS = new Set([
  'user', 'department', 'team', 'skill', 'brand', 'calendar', 'bulletin', 'api_key', 'webhook', 'queue', 'channel', 'label',
  'canned_reply', 'disposition', 'conversation', 'customer', 'organization', 'sealed_value', 'message', 'session', 'merge', 'mail_suppression', 'mail_quarantine', 'special_days',
]);
const DEEDS = new Set(['added', 'changed', 'disabled', 'enabled', 'removed', 'archived', 'made', 'revoked', 'published', 'invited', 'secret_rotated']);
const WHOLE = new Set([
  'password.set', 'password.reset_asked', 'second_factor.set', 'second_factor.removed', 'second_factor.reset', 'sealed_value.revealed',
  'auditor.viewed', 'mail.original_read', 'mail.printed', 'conversation.printed', 'mail.suppression_lifted', 'mail.quarantine_released', 'mail.quarantine_discarded', 'mail.quarantine_returned', 'channel.dkim_key_made', 'channel.dkim_key_used', 'customer.merged', 'customer.merge_refused',
  'customer.merge_reversed', 'customer.identity_added', 'customer.identity_verified', 'customer.identity_removed',
  'session.opened', 'session.closed', 'conversation.handed', 'conversation.taken_back',
]);

/** What people ask the log for most; anything else is found by its object, its person or its day. */
export const ASKED = ['member.added', 'member.changed', 'member.disabled', 'member.enabled', 'member.removed', 'organization.changed', ...WHOLE];

/** `queue.changed` as a person says it; an action that has no words yet is shown as it is written. */
export function wordsOf(a: Translate<AdminKey>, { action }: Pick<AuditEntry, 'action'>): string {
  if (WHOLE.has(action)) return a(`deed.${action}` as AdminKey);
  const [noun = '', verb = ''] = action.split('.');
  const subject = noun === 'member' ? 'user' : noun;
  if (SUBJECTS.has(subject) && DEEDS.has(verb)) return a(`deed.${verb}` as AdminKey, { subject: a(`subject.${subject}` as AdminKey) });
  return action;
}

export const subjectName = (a: Translate<AdminKey>, kind: string): string =>
  SUBJECTS.has(kind) ? a(`subject.${kind}` as AdminKey) : kind;
