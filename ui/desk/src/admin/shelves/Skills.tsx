import { useLanguage } from '~/i18n/context';
import { useMay } from '~/shell/me';
import { TextField } from '../kit/fields';
import { ShelfPage } from '../kit/ShelfPage';
import { useTexts } from '../kit/texts';
import { useRows } from '../kit/useShelf';
import type { Person, Queue, Skill } from '../types';

export default function Skills() {
  const a = useTexts();
  const { format } = useLanguage();
  const may = useMay('configuration.manage');
  const people = useRows<Person>('users');
  const queues = useRows<Queue>('queues');
  const holders = (id: string) => people.filter((p) => p.skills?.some((s) => s.skill_id === id)).length;
  const askers = (id: string) => queues.filter((q) => q.skills?.some((s) => s.skill_id === id)).length;
  return (
    <ShelfPage<Skill, { name: string }>
      name="skills" title={a('section.skills')} text={a('skills.text')} art="done"
      empty={{ title: a('skills.empty'), text: a('skills.emptyText') }} add={a('skills.add')}
      columns={[
        { head: a('field.name'), cell: (s) => <bdi>{s.name}</bdi> },
        { head: a('skills.holders'), isNarrow: true, cell: (s) => format.number(holders(s.id)) },
        { head: a('skills.queues'), isNarrow: true, cell: (s) => format.number(askers(s.id)) },
      ]}
      words={(s) => s.name} may={may} blank={{ name: '' }} read={({ name }) => ({ name })}
      fields={(form) => <TextField label={a('field.name')} hint={a('skills.nameHint')} required autoFocus value={form.value.name} error={form.error('name')} onChange={(name) => form.set({ name })} />}
      removal={{
        label: a('skills.remove'), title: (s) => a('skills.removeTitle', { name: s.name }),
        consequence: (s) => a('skills.removeText', { people: holders(s.id), queues: askers(s.id) }),
      }} />
  );
}
