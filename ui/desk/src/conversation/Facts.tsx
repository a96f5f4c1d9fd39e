import { useQuery } from '@tanstack/react-query';
import { departmentsQuery, peopleQuery, queuesQuery } from '~/api/queries';
import type { Conversation } from '~/api/types';
import { useDialog, type Dialog } from '~/dialogs/context';
import { useLanguage } from '~/i18n/context';
import { useNow } from '~/shared/useNow';
import { useMay } from '~/shell/me';
import css from './ConversationHead.module.css';

/** Owner, department, due time, next step: no conversation without an answer to who, where, when and what. */
export function Facts({ conversation }: { conversation: Conversation }) {
  const { t, format } = useLanguage();
  const now = useNow();
  const { data: people } = useQuery(peopleQuery);
  const { data: departments } = useQuery(departmentsQuery);
  const { data: queues } = useQuery(queuesQuery);
  const { assignee_id: owner, due_at: due, next_step: step } = conversation;
  const department = departments?.find((d) => d.id === conversation.department_id)?.name;
  const queue = queues?.find((q) => q.id === conversation.queue_id)?.name;
  return (
    <div className={css.facts}>
      <Fact term={t('header.owner')} dialog={{ kind: 'assign', conversation }} isEmpty={!owner}
        value={owner ? (people?.find((p) => p.id === owner)?.name ?? '…') : t('header.nobody')} />
      <Fact term={t('header.department')} dialog={{ kind: 'transfer', conversation }} value={[department, queue].filter(Boolean).join(' · ')} />
      <Fact term={t('header.due')} dialog={{ kind: 'due', conversation }} isEmpty={!due} isLate={due !== null && Date.parse(due) < now && conversation.status !== 'resolved'}
        value={due ? format.moment(due) : t('header.none')} />
      <Fact term={t('header.next')} dialog={{ kind: 'nextStep', conversation }} isEmpty={!step} value={step ?? t('header.none')} />
    </div>
  );
}

function Fact({ term, value, dialog, isEmpty = false, isLate = false }: {
  term: string; value: string; dialog: Dialog; isEmpty?: boolean; isLate?: boolean;
}) {
  const { open } = useDialog();
  const mayWrite = useMay('conversations.write');
  return (
    <button type="button" disabled={!mayWrite} className={css.fact} data-empty={isEmpty || undefined} data-late={isLate || undefined} onClick={() => open(dialog)}>
      <span className={css.term}>{term}</span>
      <bdi className={`${css.value} cut aligned`}>{value}</bdi>
    </button>
  );
}
