import { IconCloudOff } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useLanguage } from '~/i18n/context';
import css from './OfflineBanner.module.css';

export function OfflineBanner() {
  const { t } = useLanguage();
  const isOnline = useSyncExternalStore(watch, () => navigator.onLine);
  if (isOnline) return null;
  return (
    <div className={css.banner} role="status">
      <IconCloudOff size={18} aria-hidden /> {t('connection.offline')}
    </div>
  );
}

function watch(listener: () => void) {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}
