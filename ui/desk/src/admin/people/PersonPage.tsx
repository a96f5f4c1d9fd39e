import { useParams } from 'wouter';
import { useMe, useMay } from '~/shell/me';
import { NotFound } from '~/shared/NotFound';
import { Loaded } from '../kit/Page';
import { useShelf } from '../kit/useShelf';
import type { Person } from '../types';
import { PersonForm, type PersonFields } from './PersonForm';

/** One member, or the invitation of a new one. */
export default function PersonPage() {
  const { id } = useParams<{ id: string }>();
  const me = useMe();
  const mayAll = useMay('people.manage');
  const { items, isPending, error, refetch } = useShelf<Person>('users');
  const person = items.find((p) => p.id === id) ?? null;
  const leads = mayAll || (person !== null && ['agent', 'light'].includes(person.role) && (!me.department_id || me.department_id === person.department_id));
  return (
    <Loaded isPending={isPending} error={error} onRetry={() => void refetch()}>
      {id === 'new' || person
        ? <PersonForm key={id} person={person} start={person ? fieldsOf(person) : BLANK} mayAll={mayAll} leads={leads} />
        : <NotFound />}
    </Loaded>
  );
}

function fieldsOf(person: Person): PersonFields {
  const { name, email, role, department_id, capacity, scope, valid_until, skills, queue_ids, team_ids } = person;
  return { name, email, role, department_id, capacity, scope, valid_until, skills, queue_ids, team_ids };
}

const BLANK: PersonFields = {
  name: '', email: '', role: 'agent', department_id: null, capacity: 100, scope: {}, valid_until: null, skills: [], queue_ids: [], team_ids: [],
};
