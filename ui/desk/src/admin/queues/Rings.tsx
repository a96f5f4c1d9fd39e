import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useLanguage } from '~/i18n/context';
import { ChoiceField, NumberField, PickMany } from '../kit/fields';
import { optionsOf } from '../kit/options';
import { useTexts } from '../kit/texts';
import kit from '../kit/kit.module.css';
import type { Queue, Ring } from '../types';
import css from './queues.module.css';

interface Props {
  value: Ring[];
  queues: Queue[];
  error?: string;
  onChange: (value: Ring[]) => void;
  isOff: boolean;
}

const STEP_S = 60;

/** The circles in which help widens while somebody waits, drawn as a line in time and written below it. */
export function Rings({ value, queues, error, onChange, isOff }: Props) {
  const a = useTexts();
  const { format } = useLanguage();
  const change = (at: number, changes: Partial<Ring>) => onChange(value.map((ring, i) => (i === at ? { ...ring, ...changes } : ring)));
  const last = value.at(-1)?.after_s ?? 0;
  const drops = [0, 1, 2, 3, 4].map((n) => ({ value: String(n), label: n ? a('ring.drop', { n }) : a('ring.dropNone') }));
  return (
    <div className={css.rows} role="group" aria-label={a('queue.rings')}>
      <ol className={css.line} dir="ltr" aria-hidden>
        <li data-first>{format.digits('0')}</li>
        {value.map((ring, i) => <li key={i} style={{ flexGrow: Math.max(1, ring.after_s - (value[i - 1]?.after_s ?? 0)) }}><i>{format.number(i + 1)}</i><bdi>{format.number(ring.after_s)} {a('unit.second')}</bdi></li>)}
      </ol>
      {value.length === 0 && <p className={kit.hint}>{a('ring.none')}</p>}
      {value.map((ring, i) => (
        <fieldset key={i} className={css.ring}>
          <legend>{a('ring.name', { n: i + 1 })}</legend>
          <div className={css.row}>
            <NumberField label={a('ring.after')} unit={a('unit.second')} isOff={isOff} value={ring.after_s} onChange={(after_s) => change(i, { after_s })} />
            <ChoiceField label={a('ring.levels')} isOff={isOff} value={String(ring.drop_levels)} options={drops} onChange={(n) => change(i, { drop_levels: Number(n) })} />
            {!isOff && <ActionIcon variant="subtle" color="gray" size={36} aria-label={`${a('ring.remove')} ${format.number(i + 1)}`} onClick={() => onChange(value.filter((_, at) => at !== i))}><IconTrash size={18} aria-hidden /></ActionIcon>}
          </div>
          <PickMany label={a('ring.queues')} isOff={isOff} value={ring.add_queue_ids} options={optionsOf(queues)} none={a('ring.noQueues')} onChange={(add_queue_ids) => change(i, { add_queue_ids })} />
        </fieldset>
      ))}
      {error && <p role="alert" className={kit.error}>{error}</p>}
      {!isOff && <Button variant="light" size="compact-md" className={css.add} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => onChange([...value, { after_s: last + STEP_S, drop_levels: 1, add_queue_ids: [] }])}>{a('ring.add')}</Button>}
    </div>
  );
}
