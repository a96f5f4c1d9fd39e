import type { Attachment, Id, MailDraft } from '~/api/types';
import type * as api from '../../../types/api';

export type Composition = api.MailComposition;
export type MailSource = api.MailSource;
export type ForwardPreview = api.ForwardPreview;

/** Nobody in `to` means the customer. */
export const ORDINARY: MailDraft = { to: [], cc: [], bcc: [], subject: null, quote: true, signature: true };

/** A mail to somebody outside, as it is asked for. */
export type Forward = Required<Omit<api.Forward, 'channel_id' | 'send_at' | 'undo_s'>>;

/** What is being passed on, so that it can be opened again as it was. */
export type ForwardDraft = Omit<Forward, 'id' | 'attachments' | 'message_id'> & { attachments: Attachment[]; message_id: Id };
