import { useMay } from '~/shell/me';
import { TextField } from '../kit/fields';
import { ShelfPage } from '../kit/ShelfPage';
import { useTexts } from '../kit/texts';
import type { Disposition } from '~/api/types';

export default function Dispositions() {
  const a = useTexts();
  const may = useMay('configuration.manage');
  return (
    <ShelfPage<Disposition, { name: string; code: string }>
      name="dispositions" title={a('section.dispositions')} text={a('dispositions.text')} art="done"
      empty={{ title: a('dispositions.empty'), text: a('dispositions.emptyText') }} add={a('dispositions.add')}
      columns={[
        { head: a('field.name'), cell: (d) => <bdi>{d.name}</bdi> },
        { head: a('dispositions.code'), cell: (d) => <bdi dir="ltr">{d.code}</bdi> },
      ]}
      words={(d) => d.name} may={may} blank={{ name: '', code: '' }} read={({ name, code }) => ({ name, code })}
      fields={(form) => (
        <>
          <TextField label={a('field.name')} required autoFocus value={form.value.name} error={form.error('name')} onChange={(name) => form.set({ name })} />
          <TextField label={a('dispositions.code')} hint={a('dispositions.codeHint')} required isLatin value={form.value.code} error={form.error('code')} onChange={(code) => form.set({ code })} />
        </>
      )}
      removal={{ label: a('dispositions.archive'), title: (d) => d.name, consequence: () => '', isArchive: true }} />
  );
}
