import { useEffect } from 'react';
import { useLocation } from 'wouter';
import type { LiveFrame, Message } from '~/api/types';
import { chime } from '~/handling/chime';
import { isAway, noticeOf } from '~/handling/useNotice';
import { useLanguage } from '~/i18n/context';
import { useLive } from '~/live/context';
import { sayNews } from '~/shared/toast';
import { useMe } from './me';

/** Tells somebody at once that a colleague calls them in a note, with the way there. */
export default function Mentions() {
  const { t } = useLanguage();
  const { user } = useMe();
  const { subscribe } = useLive();
  const [, go] = useLocation();
  const { sound = true, desktop_notices: notices = false } = user.preferences;

  useEffect(() => subscribe((frame) => {
    const message = mentionIn(frame, user.id);
    if (!message) return;
    const title = t('mention.title', { name: message.author_name ?? t('notice.somebody') });
    const run = () => go(`/inbox/handed/${message.conversation_id}`);
    if (sound) chime();
    sayNews(title, message.text, { label: t('mention.open'), run });
    if (notices && isAway()) noticeOf(title, message.text, message.conversation_id, run);
  }), [subscribe, user.id, sound, notices, t, go]);
  return null;
}

function mentionIn(frame: LiveFrame, me: string): Message | null {
  if (frame.t !== 'event' || frame.k !== 'message.appended') return null;
  const { message } = frame.b as { message: Message };
  return message.author_id !== me && message.meta.mentions?.includes(me) ? message : null;
}
