import '@mantine/notifications/styles.layer.css';
import { MantineThemeProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { useLanguage } from '~/i18n/context';

/** The place of short messages; loaded after the first page stands. */
export default function Toaster() {
  const { t } = useLanguage();
  const named = { components: { Notification: { defaultProps: { closeButtonProps: { 'aria-label': t('action.close') } } } } };
  return <MantineThemeProvider theme={named}><Notifications position="bottom-center" limit={4} /></MantineThemeProvider>;
}
