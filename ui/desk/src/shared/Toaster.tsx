import '@mantine/notifications/styles.layer.css';
import { MantineThemeProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { useLanguage } from '~/i18n/context';
import { usePhone } from './usePhone';
import css from './Toaster.module.css';

/** The place of short messages: over the list, so that nothing lies on what is being written; loaded after the first page stands. */
export default function Toaster() {
  const { t, locale } = useLanguage();
  const isPhone = usePhone();
  const named = { components: { Notification: { defaultProps: { closeButtonProps: { 'aria-label': t('action.close') } } } } };
  return (
    <MantineThemeProvider theme={named}>
      <Notifications position={isPhone ? 'bottom-center' : locale === 'fa' ? 'bottom-right' : 'bottom-left'} limit={4} className={css.place} containerWidth={340} />
    </MantineThemeProvider>
  );
}
