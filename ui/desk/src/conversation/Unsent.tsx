import { Button } from '@mantine/core';
import type { Message } from '~/api/types';
import { useSend } from '~/composer/useSend';
import { useLanguage } from '~/i18n/context';
import css from './MessageView.module.css';

/** A message that did not reach the server: nothing is lost, it goes again under the same id. */
export function Unsent({ message }: { message: Message }) {
  const { t } = useLanguage();
  const { again, drop } = useSend(message.conversation_id);
  return (
    <p className={css.unsent}>
      {t('state.unsent')}
      <Button size="compact-xs" variant="light" color="red" onClick={() => again(message)}>{t('action.retry')}</Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => drop(message)}>{t('action.remove')}</Button>
    </p>
  );
}
