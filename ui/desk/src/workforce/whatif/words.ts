import { useMessages } from '~/i18n/context';
import { messages } from './messages';

export const useWhatIfWords = () => useMessages(messages);
