import { useMessages } from '~/i18n/context';
import { messages } from './messages';

export const usePeopleWords = () => useMessages(messages);
export type PeopleKey = keyof typeof messages.fa;
