import { useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import type { ConversationSummary, LiveFrame, Message, Page } from '~/api/types';
import { chime } from '~/handling/chime';
import { useLanguage } from '~/i18n/context';
import { useLive } from '~/live/context';
import { useMe } from './me';

const ONE_NOTE = [659];

/** A customer of mine wrote while I look elsewhere: one soft note, and a notice of the computer when allowed. */
export function Callers() {
  const { t } = useLanguage();
  const { user } = useMe();
  const { subscribe } = useLive();
  const client = useQueryClient();
  const [, go] = useLocation();
  const { sound = true, desktop_notices: notices = false } = user.preferences;

  useEffect(() => subscribe((frame) => {
    const message = inbound(frame);
    if (!message || document.visibilityState === 'visible') return;
    const mine = client.getQueryData<InfiniteData<Page<ConversationSummary>>>(['conversations', 'mine'])?.pages
      .flatMap((page) => page.items).find((row) => row.id === message.conversation_id);
    if (!mine) return;
    if (sound) chime(ONE_NOTE);
    if (!notices || !('Notification' in window) || Notification.permission !== 'granted') return;
    const notice = new Notification(mine.customer.name || t('customer.nameless'), { body: message.text, lang: document.documentElement.lang, tag: mine.id });
    notice.onclick = () => {
      window.focus();
      go(`/inbox/mine/${mine.id}`);
    };
  }), [subscribe, client, sound, notices, t, go]);
  return null;
}

function inbound(frame: LiveFrame): Message | null {
  if (frame.t !== 'event' || frame.k !== 'message.appended') return null;
  const { message } = frame.b as { message: Message };
  return message.direction === 'inbound' ? message : null;
}
