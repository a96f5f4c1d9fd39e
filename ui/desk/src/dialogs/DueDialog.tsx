import { Button } from '@mantine/core';
import type { Id } from '~/api/types';
import { useActions } from '~/conversation/useActions';
import { useLanguage } from '~/i18n/context';
import { inHours, nextAt } from '~/shared/moments';
import { Sheet } from './Sheet';
import { WhenPicker } from './WhenPicker';

export default function DueDialog({ dialog, onClose }: { dialog: { conversation: { id: Id } }; onClose: () => void }) {
  const { t, timeZone } = useLanguage();
  const { change } = useActions(dialog.conversation.id);
  const set = (due_at: string | null) => {
    onClose();
    void change({ due_at });
  };
  const near = [
    { label: t('snooze.hour'), at: inHours(1) },
    { label: t('snooze.threeHours'), at: inHours(3) },
    { label: t('snooze.tomorrow'), at: nextAt(9, timeZone) },
  ];
  return (
    <Sheet title={t('due.title')} onClose={onClose}>
      <WhenPicker near={near} onChosen={set} />
      <Button fullWidth mt="sm" variant="default" onClick={() => set(null)}>{t('due.clear')}</Button>
    </Sheet>
  );
}
