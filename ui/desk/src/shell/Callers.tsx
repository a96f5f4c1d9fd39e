import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { conversationQuery } from '~/api/queries';
import type { Id, LiveFrame, Message } from '~/api/types';
import { chime } from '~/handling/chime';
import { isAway, noticeOf } from '~/handling/useNotice';
import { useLanguage } from '~/i18n/context';
import { useLive } from '~/live/context';
import { useMe } from './me';

const ONE_NOTE = [659];

/** A customer of mine wrote where I do not look: one soft note; and while I am not at the desk, a notice of the computer when allowed. */
export default function Callers() {
  const { t } = useLanguage();
  const { user } = useMe();
  const { subscribe } = useLive();
  const client = useQueryClient();
  const [location, go] = useLocation();
  const { sound = true, desktop_notices: notices = false } = user.preferences;

  useEffect(() => subscribe((frame) => {
    const message = wordForMe(frame, user.id);
    if (!message || (!isAway() && location.includes(message.conversation_id))) return;
    if (sound) chime(ONE_NOTE);
    if (!notices || !isAway()) return;
    void nameOf(client, message).then((name) =>
      noticeOf(name ?? t('customer.nameless'), message.text, message.conversation_id, () => go(`/inbox/mine/${message.conversation_id}`)));
  }), [subscribe, client, user.id, sound, notices, location, t, go]);
  return null;
}

function wordForMe(frame: LiveFrame, me: Id): Message | null {
  if (frame.t !== 'event' || frame.k !== 'message.appended') return null;
  const { message, conversation } = frame.b as { message: Message; conversation: { assignee_id?: Id | null } };
  return message.direction === 'inbound' && conversation.assignee_id === me ? message : null;
}

/** Whose words they are, which an outsider's are not the customer's; a notice without a name is better than none. */
const nameOf = (client: QueryClient, { kind, author_name, conversation_id }: Message): Promise<string | null> =>
  kind === 'aside' ? Promise.resolve(author_name) : client.ensureQueryData(conversationQuery(conversation_id)).then((c) => c.customer.name, () => null);
