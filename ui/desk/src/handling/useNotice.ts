import { useEffect } from 'react';
import { useMe } from '~/shell/me';
import { chime } from './chime';

/** Whether the person is elsewhere: in another tab, or in another window beside the desk. */
export const isAway = () => document.visibilityState === 'hidden' || !document.hasFocus();

/** A notice of the computer, where the browser allows it; pressed, it brings the desk back. */
export function noticeOf(title: string, body: string, tag?: string, onPressed?: () => void): Notification | null {
  if (!('Notification' in window) || Notification.permission !== 'granted') return null;
  const notice = new Notification(title, { body, lang: document.documentElement.lang, dir: document.documentElement.dir as NotificationDirection, ...(tag && { tag, renotify: true }) });
  notice.onclick = () => {
    window.focus();
    notice.close();
    onPressed?.();
  };
  return notice;
}

/** Calls a person who looks elsewhere: a sound, and a notice of the computer when allowed. */
export function useNotice(title: string, text: string): void {
  const { sound = true, desktop_notices: notices = false } = useMe().user.preferences;
  useEffect(() => {
    if (sound) chime();
    if (!notices || !isAway()) return;
    const notice = noticeOf(title, text);
    return () => notice?.close();
    // Once for each offer: the texts of an offer do not change.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
}
