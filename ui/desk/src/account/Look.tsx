import { SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core';
import { useLanguage } from '~/i18n/context';
import { useMe } from '~/shell/me';
import { chime } from '~/handling/chime';
import { useSave } from './useSave';
import css from './Settings.module.css';

const PAUSES = [0, 5, 10, 20];

export function Look() {
  const { t, format } = useLanguage();
  const { preferences } = useMe().user;
  const { prefer } = useSave();
  const { setColorScheme } = useMantineColorScheme();

  function paint(theme: 'auto' | 'light' | 'dark'): void {
    setColorScheme(theme);
    prefer({ theme });
  }

  async function allowNotices(isOn: boolean): Promise<void> {
    const isAllowed = isOn && 'Notification' in window && (await Notification.requestPermission()) === 'granted';
    prefer({ desktop_notices: isAllowed });
  }

  return (
    <section className={css.part}>
      <h2>{t('settings.look')}</h2>
      <div className={css.grid}>
        <div className={css.field}>
          <span id="theme">{t('settings.theme')}</span>
          <SegmentedControl aria-labelledby="theme" value={preferences.theme ?? 'auto'} onChange={(s) => paint(s as 'auto' | 'light' | 'dark')}
            data={(['auto', 'light', 'dark'] as const).map((s) => ({ value: s, label: t(`settings.theme.${s}`) }))} />
        </div>
        <div className={css.field}>
          <span id="undo">{t('settings.undo')}</span>
          <SegmentedControl aria-labelledby="undo" value={String(preferences.undo_s ?? 5)} onChange={(s) => prefer({ undo_s: Number(s) })}
            data={PAUSES.map((s) => ({ value: String(s), label: format.number(s) }))} />
        </div>
        <Switch label={t('settings.sound')} checked={preferences.sound ?? true}
          onChange={(e) => { prefer({ sound: e.currentTarget.checked }); if (e.currentTarget.checked) chime(); }} />
        <Switch label={t('settings.desktop')} checked={preferences.desktop_notices ?? false} onChange={(e) => void allowNotices(e.currentTarget.checked)} />
      </div>
    </section>
  );
}
