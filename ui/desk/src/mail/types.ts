import type { Attachment, Id } from '~/api/types';

export interface MailPerson {
  name: string;
  address: string;
}

/** How an answer by mail would go out: what the server says before one writes. */
export interface Composition {
  to: MailPerson[];
  /** Who else was in the answered mail: candidates, never put in by themselves. */
  cc: MailPerson[];
  subject: string;
  quote: Dressed | null;
  signature: Dressed | null;
  can_html: boolean;
}

interface Dressed {
  html: string;
  text: string;
}

/** How the mail that is being written shall go out; nobody in `to` means the customer. */
export interface MailDraft {
  to: string[];
  cc: string[];
  bcc: string[];
  subject: string | null;
  quote: boolean;
  signature: boolean;
}

export const ORDINARY: MailDraft = { to: [], cc: [], bcc: [], subject: null, quote: true, signature: true };

/** A mail to somebody outside, as it is asked for. */
export interface Forward {
  id: Id;
  message_id: Id;
  to: string[];
  cc: string[];
  bcc: string[];
  subject: string | null;
  text: string;
  html: string | null;
  history: boolean;
  attachments: Id[];
  include_attachments: boolean;
  signature: boolean;
}

/** What a forward would be, letter for letter. */
export interface ForwardPreview {
  subject: string;
  html: string;
  text: string;
  attachments: Attachment[];
}

export interface MailSource {
  headers: [string, string][];
  source: string;
  size: number;
  cut: boolean;
}

export interface RecipientDelivery {
  address: string;
  state: 'waiting' | 'sent' | 'delivered' | 'delayed' | 'failed';
  text?: string;
  reason?: string;
  suppressed?: boolean;
}
