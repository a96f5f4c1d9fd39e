import { Button } from '@mantine/core';
import { useLanguage } from '~/i18n/context';
import { Empty } from './Empty';

export function Broken({ onRetry, isPage = false }: { onRetry: () => void; isPage?: boolean }) {
  const { t } = useLanguage();
  return (
    <Empty art="broken" title={t(isPage ? 'failure.page' : 'failure.load')}
      action={<Button mt="md" onClick={onRetry}>{t(isPage ? 'failure.reload' : 'action.retry')}</Button>}>
      {!isPage && t('failure.network')}
    </Empty>
  );
}
