import { useLanguage } from '~/i18n/context';
import { useMay } from '~/shell/me';
import { ChoiceField, PickMany, TextField } from '../kit/fields';
import { nameOf, optionsOf } from '../kit/options';
import { ShelfPage } from '../kit/ShelfPage';
import { useTexts } from '../kit/texts';
import { useRows } from '../kit/useShelf';
import type { Department, Person, Team } from '../types';

export default function Teams() {
  const a = useTexts();
  const { format } = useLanguage();
  const may = useMay('configuration.manage');
  const people = useRows<Person>('users');
  const departments = useRows<Department>('departments');
  return (
    <ShelfPage<Team, Pick<Team, 'name' | 'department_id' | 'member_ids'>>
      name="teams" title={a('section.teams')} text={a('teams.text')} art="talk" size={560}
      empty={{ title: a('teams.empty'), text: a('teams.emptyText') }} add={a('teams.add')}
      columns={[
        { head: a('field.name'), cell: (team) => <bdi>{team.name}</bdi> },
        { head: a('field.department'), cell: (team) => nameOf(departments, team.department_id) },
        { head: a('teams.members'), isNarrow: true, cell: (team) => format.number(team.member_ids.length) },
      ]}
      words={(team) => team.name} may={may} blank={{ name: '', department_id: null, member_ids: [] }}
      read={({ name, department_id, member_ids }) => ({ name, department_id, member_ids })}
      fields={(form) => (
        <>
          <TextField label={a('field.name')} required autoFocus value={form.value.name} error={form.error('name')} onChange={(name) => form.set({ name })} />
          <ChoiceField label={a('field.department')} none={a('none')} value={form.value.department_id} error={form.error('department_id')} options={optionsOf(departments)} onChange={(department_id) => form.set({ department_id })} />
          <PickMany label={a('teams.members')} value={form.value.member_ids} error={form.error('member_ids')} options={optionsOf(people)} none={a('people.empty')} onChange={(member_ids) => form.set({ member_ids })} />
        </>
      )}
      removal={{ label: a('teams.remove'), title: (team) => a('teams.removeTitle', { name: team.name }), consequence: () => a('teams.removeText') }} />
  );
}
