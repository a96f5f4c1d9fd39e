import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { countsQuery } from '~/api/queries';
import type { View } from '~/api/types';
import { useDialog } from '~/dialogs/context';
import { useLanguage } from '~/i18n/context';
import { Kbd } from '~/shared/Kbd';
import css from './ConversationList.module.css';

export function ViewHead({ view, children }: { view: View; children: ReactNode }) {
  const { t } = useLanguage();
  const { open } = useDialog();
  const { data: counts } = useQuery(countsQuery);
  const count = view === 'resolved' ? undefined : counts?.[view];
  return (
    <header className={css.head}>
      <div className={css.title}>
        <h1>{t(`view.${view}`)}</h1>
        {count !== undefined && <span className={css.count} aria-live="polite">{t('list.count', { n: count })}</span>}
      </div>
      <button type="button" className={css.search} onClick={() => open({ kind: 'palette' })} aria-label={t('palette.open')}>
        <IconSearch size={16} aria-hidden /><Kbd keys="Mod+KeyK" />
      </button>
      {children}
    </header>
  );
}
