import { useParams } from 'wouter';
import { useMay } from '~/shell/me';
import { NotFound } from '~/shared/NotFound';
import { Loaded } from '../kit/Page';
import { useRows, useShelf } from '../kit/useShelf';
import type { Department, Queue, QueueSettings } from '../types';
import { QueueForm, type QueueFields } from './QueueForm';

/** A queue and how it moves its work, or a new one. */
export default function QueuePage() {
  const { id } = useParams<{ id: string }>();
  const may = useMay('configuration.manage');
  const { items, isPending, error, refetch } = useShelf<Queue>('queues');
  const departments = useRows<Department>('departments');
  const queue = items.find((q) => q.id === id) ?? null;
  return (
    <Loaded isPending={isPending || (id === 'new' && departments.length === 0 && isPending)} error={error} onRetry={() => void refetch()}>
      {id === 'new' || queue
        ? <QueueForm key={id} queue={queue} start={queue ? fieldsOf(queue) : blank()} queues={items} may={may} />
        : <NotFound />}
    </Loaded>
  );
}

/* The values that a queue has which says nothing. */
const SETTINGS: QueueSettings = {
  offer_timeout_s: 20, wrap_up_s: 30, sticky_limit_s: 120, fairness: 'occupancy', rings: [], overflow_queue_id: null, boost_max_min: 3, target_s: 60, weights: {},
};

const blank = (): QueueFields => ({ name: '', department_id: '', brand_id: null, calendar_id: null, priority: 0, settings: SETTINGS, skills: [], member_ids: [], signature_html: null, signature_text: null });

const fieldsOf = ({ name, department_id, brand_id, calendar_id, priority, settings, skills, member_ids, signature_html, signature_text }: Queue): QueueFields =>
  ({ name, department_id, brand_id, calendar_id, priority, settings: { ...SETTINGS, ...settings }, skills: skills ?? [], member_ids: member_ids ?? [], signature_html: signature_html ?? null, signature_text: signature_text ?? null });
