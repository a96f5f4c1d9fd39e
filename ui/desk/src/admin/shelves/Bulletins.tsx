import { useLanguage } from '~/i18n/context';
import { useMay } from '~/shell/me';
import { ChoiceField, DayField, TextField } from '../kit/fields';
import { nameOf, optionsOf } from '../kit/options';
import { ShelfPage } from '../kit/ShelfPage';
import { Tag } from '../kit/Table';
import { useTexts } from '../kit/texts';
import { useRows } from '../kit/useShelf';
import type { BulletinRow, Department } from '../types';

interface Fields {
  title: string;
  text: string;
  department_id: string | null;
  expires_at: string | null;
}

export default function Bulletins() {
  const a = useTexts();
  const { format } = useLanguage();
  const may = useMay('bulletins.publish');
  const departments = useRows<Department>('departments');
  const isOver = (b: BulletinRow) => b.expires_at !== null && Date.parse(b.expires_at) < Date.now();
  return (
    <ShelfPage<BulletinRow, Fields>
      name="bulletins" title={a('section.bulletins')} text={a('bulletins.text')} art="talk" size={600}
      empty={{ title: a('bulletins.empty'), text: a('bulletins.emptyText') }} add={a('bulletins.add')}
      columns={[
        { head: a('bulletins.title'), cell: (b) => <bdi>{b.title}</bdi> },
        { head: a('bulletins.for'), cell: (b) => (b.department_id ? nameOf(departments, b.department_id) : a('bulletins.everybody')) },
        { head: a('bulletins.published'), isNarrow: true, cell: (b) => format.date(b.published_at) },
        { head: a('bulletins.until'), isNarrow: true, cell: (b) => (b.expires_at ? <Tag tone={isOver(b) ? 'plain' : 'good'}>{isOver(b) ? a('bulletins.over') : format.date(b.expires_at)}</Tag> : a('bulletins.always')) },
      ]}
      words={(b) => b.title} may={may} blank={{ title: '', text: '', department_id: null, expires_at: null }}
      read={({ title, text, department_id, expires_at }) => ({ title, text, department_id, expires_at })}
      fields={(form, row) => (
        <>
          <TextField label={a('bulletins.title')} required autoFocus value={form.value.title} error={form.error('title')} onChange={(title) => form.set({ title })} />
          <TextField label={a('bulletins.body')} hint={row ? a('bulletins.rereadHint') : undefined} required lines={5} value={form.value.text} error={form.error('text')} onChange={(text) => form.set({ text })} />
          <ChoiceField label={a('bulletins.for')} none={a('bulletins.everybody')} value={form.value.department_id} error={form.error('department_id')} options={optionsOf(departments)} onChange={(department_id) => form.set({ department_id })} />
          <DayField label={a('bulletins.until')} hint={a('bulletins.untilHint')} value={form.value.expires_at} error={form.error('expires_at')} onChange={(day) => form.set({ expires_at: day && endOfDay(day) })} />
        </>
      )}
      removal={{ label: a('bulletins.withdraw'), title: (b) => a('bulletins.withdrawTitle', { name: b.title }), consequence: () => a('bulletins.withdrawText') }} />
  );
}

const endOfDay = (day: string): string => new Date(`${day}T23:59:59`).toISOString();
