import { useMessages, type Translate } from '~/i18n/context';
import { en, fa } from './messages';

const both = { fa, en };

/** The texts of mails in the reader's language. */
export const useTexts = (): Translate<keyof typeof fa> => useMessages(both);
