import { useMay } from '~/shell/me';
import { ColorField, TextField } from '../kit/fields';
import { ShelfPage } from '../kit/ShelfPage';
import { useTexts } from '../kit/texts';
import type { Brand } from '../types';
import css from './shelves.module.css';

export default function Brands() {
  const a = useTexts();
  const may = useMay('configuration.manage');
  return (
    <ShelfPage<Brand, { name: string; color: string }>
      name="brands" title={a('section.brands')} text={a('brands.text')} art="tea"
      empty={{ title: a('brands.empty'), text: a('brands.emptyText') }} add={a('brands.add')}
      columns={[
        { head: a('field.name'), cell: (b) => <span className={css.brand}><i style={{ background: b.color }} aria-hidden>{[...b.name][0]}</i><bdi>{b.name}</bdi></span> },
        { head: a('field.color'), cell: (b) => <bdi dir="ltr">{b.color}</bdi> },
      ]}
      words={(b) => b.name} may={may} blank={{ name: '', color: '#0f766e' }} read={({ name, color }) => ({ name, color })}
      fields={(form) => (
        <>
          <TextField label={a('field.name')} required autoFocus value={form.value.name} error={form.error('name')} onChange={(name) => form.set({ name })} />
          <ColorField label={a('field.color')} hint={a('brands.colorHint')} value={form.value.color} error={form.error('color')} onChange={(color) => form.set({ color })} />
        </>
      )}
      removal={{ label: a('brands.remove'), title: (b) => a('brands.removeTitle', { name: b.name }), consequence: () => a('brands.removeText') }} />
  );
}
