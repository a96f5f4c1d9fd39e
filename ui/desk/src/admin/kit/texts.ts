import { useMessages, type Translate } from '~/i18n/context';
import { access } from '../messages/access';
import { calendars } from '../messages/calendars';
import { channels } from '../messages/channels';
import { common } from '../messages/common';
import { organization } from '../messages/organization';
import { people } from '../messages/people';
import { queues } from '../messages/queues';
import { shelves } from '../messages/shelves';

const fa = { ...common.fa, ...people.fa, ...shelves.fa, ...queues.fa, ...channels.fa, ...calendars.fa, ...access.fa, ...organization.fa };
const en: Record<keyof typeof fa, string> = {
  ...common.en, ...people.en, ...shelves.en, ...queues.en, ...channels.en, ...calendars.en, ...access.en, ...organization.en,
};

export type AdminKey = keyof typeof fa;

const both = { fa, en };

/** The texts of administration in the reader's language. */
export const useTexts = (): Translate<AdminKey> => useMessages(both);
