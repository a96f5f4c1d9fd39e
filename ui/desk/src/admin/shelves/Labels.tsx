import { useMay } from '~/shell/me';
import { ColorField, TextField } from '../kit/fields';
import { ShelfPage } from '../kit/ShelfPage';
import { useTexts } from '../kit/texts';
import type { Label } from '../types';
import css from './shelves.module.css';

export default function Labels() {
  const a = useTexts();
  const may = useMay('board.read');
  return (
    <ShelfPage<Label, { name: string; color: string }>
      name="labels" title={a('section.labels')} text={a('labels.text')} art="search"
      empty={{ title: a('labels.empty'), text: a('labels.emptyText') }} add={a('labels.add')}
      columns={[{ head: a('field.name'), cell: (l) => <span className={css.label}><i style={{ background: l.color }} aria-hidden /><bdi>{l.name}</bdi></span> }]}
      words={(l) => l.name} may={may} blank={{ name: '', color: '#2459a9' }} read={({ name, color }) => ({ name, color })}
      fields={(form) => (
        <>
          <TextField label={a('field.name')} required autoFocus value={form.value.name} error={form.error('name')} onChange={(name) => form.set({ name })} />
          <ColorField label={a('field.color')} hint={a('labels.colorHint')} value={form.value.color} error={form.error('color')} onChange={(color) => form.set({ color })} />
        </>
      )}
      removal={{ label: a('labels.remove'), title: (l) => a('labels.removeTitle', { name: l.name }), consequence: () => a('labels.removeText') }} />
  );
}
