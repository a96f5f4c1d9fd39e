import type { Id } from '~/api/types';
import { useActions } from '~/conversation/useActions';
import { useLanguage } from '~/i18n/context';
import { inHours, nextAt } from '~/shared/moments';
import { Sheet } from './Sheet';
import { WhenPicker } from './WhenPicker';
import css from './dialogs.module.css';

export default function SnoozeDialog({ dialog, onClose }: { dialog: { conversation: { id: Id } }; onClose: () => void }) {
  const { t, timeZone } = useLanguage();
  const { snooze } = useActions(dialog.conversation.id);
  const near = [
    { label: t('snooze.hour'), at: inHours(1) },
    { label: t('snooze.threeHours'), at: inHours(3) },
    { label: t('snooze.tomorrow'), at: nextAt(9, timeZone) },
    { label: t('snooze.saturday'), at: nextAt(9, timeZone, 6) },
  ];
  return (
    <Sheet title={t('snooze.title')} onClose={onClose}>
      <WhenPicker near={near} onChosen={(at) => { onClose(); void snooze(at); }} />
      <p className={css.hint}>{t('snooze.hint')}</p>
    </Sheet>
  );
}
