import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { conversationQuery, labelsQuery } from '~/api/queries';
import type { Id } from '~/api/types';
import { useActions } from '~/conversation/useActions';
import { useLanguage } from '~/i18n/context';
import { Sheet } from './Sheet';
import css from './dialogs.module.css';

export default function LabelsDialog({ dialog, onClose }: { dialog: { conversation: { id: Id } }; onClose: () => void }) {
  const { t } = useLanguage();
  const { id } = dialog.conversation;
  const { data: conversation } = useQuery(conversationQuery(id));
  const { data: labels = [] } = useQuery(labelsQuery);
  const { label } = useActions(id);
  const on = conversation?.labels ?? [];
  return (
    <Sheet title={t('label.title')} onClose={onClose}>
      <div className={css.form}>
        {labels.map((l, i) => (
          <Checkbox key={l.id} data-autofocus={i === 0 || undefined} label={<bdi>{l.name}</bdi>} color={l.color} checked={on.includes(l.id)}
            onChange={(e) => void label(l, on, e.currentTarget.checked)} />
        ))}
      </div>
    </Sheet>
  );
}
