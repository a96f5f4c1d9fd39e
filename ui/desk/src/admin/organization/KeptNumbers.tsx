import { Checkbox } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTexts } from '../kit/texts';
import kit from '../kit/kit.module.css';
import type { KeptKinds } from '../types';
import css from './organization.module.css';

const FIELDS = ['messages', 'notes', 'customers'] as const;
const KINDS = ['card', 'shaba', 'national_id'] as const;

type Kept = Required<KeptKinds>;

export const hasMore = (before: Kept, after: Kept): boolean =>
  FIELDS.some((field) => after[field].some((kind) => !before[field].includes(kind)));

/** Which kinds of numbers stay as they were written, place by place; with what follows from it. */
export function KeptNumbers({ value, error, isOff, onChange }: { value: Kept; error?: string; isOff: boolean; onChange: (value: Kept) => void }) {
  const a = useTexts();
  const isAny = FIELDS.some((field) => value[field].length > 0);
  const toggle = (field: (typeof FIELDS)[number], kind: (typeof KINDS)[number]) =>
    onChange({ ...value, [field]: value[field].includes(kind) ? value[field].filter((k) => k !== kind) : [...value[field], kind] });
  return (
    <>
      <table className={css.kept}>
        <thead>
          <tr>
            <th scope="col">{a('org.field')}</th>
            {KINDS.map((kind) => <th key={kind} scope="col">{a(`org.kind.${kind}`)}</th>)}
          </tr>
        </thead>
        <tbody>
          {FIELDS.map((field) => (
            <tr key={field}>
              <th scope="row">{a(`org.field.${field}`)}</th>
              {KINDS.map((kind) => (
                <td key={kind}>
                  <Checkbox aria-label={a('org.keptIn', { kind: a(`org.kind.${kind}`), field: a(`org.field.${field}`) })} checked={value[field].includes(kind)} disabled={isOff} onChange={() => toggle(field, kind)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {error && <p role="alert" className={kit.error}>{error}</p>}
      {isAny && <p className={css.warning} role="note"><IconAlertTriangle size={20} aria-hidden />{a('org.keptWarning')}</p>}
    </>
  );
}
