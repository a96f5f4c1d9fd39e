import { useLanguage } from '~/i18n/context';
import { Link } from 'wouter';
import { Empty } from './Empty';

export function NotFound() {
  const { t } = useLanguage();
  return (
    <main style={{ blockSize: '100%' }}>
      <Empty art="search" title={t('notFound.title')} action={<Link href="/inbox/mine">{t('notFound.home')}</Link>}>
        {t('notFound.text')}
      </Empty>
    </main>
  );
}
