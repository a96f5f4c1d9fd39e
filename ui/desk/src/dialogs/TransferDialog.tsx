import { Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { conversationQuery, departmentsQuery, queuesQuery } from '~/api/queries';
import type { Id } from '~/api/types';
import { useActions } from '~/conversation/useActions';
import { useLanguage } from '~/i18n/context';
import { Pick } from './Pick';
import { Sheet } from './Sheet';
import css from './dialogs.module.css';

export default function TransferDialog({ dialog, onClose }: { dialog: { conversation: { id: Id } }; onClose: () => void }) {
  const { t, locale } = useLanguage();
  const { id } = dialog.conversation;
  const { data: conversation } = useQuery(conversationQuery(id));
  const { data: queues = [] } = useQuery(queuesQuery);
  const { data: departments = [] } = useQuery(departmentsQuery);
  const { transfer } = useActions(id);
  const [chosen, setChosen] = useState<Id | null>(null);
  const [note, setNote] = useState('');
  const [here, go] = useLocation();

  /** What is handed on may be out of sight here: the pane closes, and comes back if the server refuses. */
  async function hand(to: { id: Id; name: string }): Promise<void> {
    onClose();
    go(here.replace(`/${id}`, ''));
    if (!(await transfer(to, note.trim()))) go(here);
  }

  const queue = queues.find((q) => q.id === chosen);
  const choices = queues.filter((q) => !q.archived_at && q.id !== conversation?.queue_id)
    .map((q) => ({ id: q.id, name: q.name, detail: departments.find((d) => d.id === q.department_id)?.name ?? '' }));

  return (
    <Sheet title={t('transfer.title')} onClose={onClose}>
      {!queue && <Pick label={t('transfer.search')} none={t('transfer.none')} choices={choices} onPick={setChosen} />}
      {queue && (
        <form className={css.form} onSubmit={(e) => { e.preventDefault(); void hand(queue); }}>
          <button type="button" className={css.choice} onClick={() => setChosen(null)}><bdi>{queue.name}</bdi> <small>{t('action.edit')}</small></button>
          <Textarea data-autofocus autoFocus autosize minRows={3} label={t('transfer.note')} description={t('transfer.noteHint')} value={note}
            onChange={(e) => setNote(e.currentTarget.value)} attributes={{ input: { dir: note ? 'auto' : locale === 'fa' ? 'rtl' : 'ltr' } }} />
          <div className={css.end}><Button type="submit">{t('action.transfer')}</Button></div>
        </form>
      )}
    </Sheet>
  );
}
