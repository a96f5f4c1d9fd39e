import { useLanguage } from '~/i18n/context';
import { Look } from './Look';
import { Profile } from './Profile';
import { Security } from './Security';
import { Shortcuts } from './Shortcuts';
import css from './Settings.module.css';

/** What a person may decide about their own desk. Each part saves by itself. */
export default function SettingsPage() {
  const { t } = useLanguage();
  return (
    <main className={css.page} tabIndex={-1}>
      <div className={css.inner}>
        <h1>{t('settings.title')}</h1>
        <Profile />
        <Look />
        <Shortcuts />
        <Security />
      </div>
    </main>
  );
}
