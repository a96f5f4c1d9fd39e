import { useEffect } from 'react';
import { useMe } from '~/shell/me';
import { chime } from './chime';

/** Calls a person who looks elsewhere: a sound, and a notice of the computer when allowed. */
export function useNotice(title: string, text: string): void {
  const { sound = true, desktop_notices: notices = false } = useMe().user.preferences;
  useEffect(() => {
    if (sound) chime();
    if (!notices || document.visibilityState === 'visible' || !('Notification' in window) || Notification.permission !== 'granted') return;
    const notice = new Notification(title, { body: text, lang: document.documentElement.lang });
    notice.onclick = () => window.focus();
    return () => notice.close();
    // Once for each offer: the texts of an offer do not change.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
}
