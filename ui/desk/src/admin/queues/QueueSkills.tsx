import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useLanguage } from '~/i18n/context';
import { ChoiceField, NumberField } from '../kit/fields';
import { useTexts } from '../kit/texts';
import kit from '../kit/kit.module.css';
import type { QueueSkill } from '../types';
import css from './queues.module.css';

interface Props {
  all: { id: string; name: string }[];
  value: QueueSkill[];
  error?: string;
  onChange: (value: QueueSkill[]) => void;
  isOff: boolean;
}

/** Which skills the work of a queue asks for, how well, and whether it asks for ever. */
export function QueueSkills({ all, value, error, onChange, isOff }: Props) {
  const a = useTexts();
  const { format } = useLanguage();
  const free = all.filter((skill) => !value.some((s) => s.skill_id === skill.id));
  const change = (at: number, changes: Partial<QueueSkill>) => onChange(value.map((s, i) => (i === at ? { ...s, ...changes } : s)));
  const levels = [1, 2, 3, 4, 5].map((n) => ({ value: String(n), label: a('people.level', { n }) }));
  return (
    <div className={css.rows} role="group" aria-label={a('queue.skills')}>
      <p className={css.rowsTitle}>{a('queue.skills')}</p>
      {value.length === 0 && <p className={kit.hint}>{a('queue.noSkills')}</p>}
      {value.map((skill, i) => (
        <div key={skill.skill_id} className={css.row}>
          <ChoiceField label={a('queue.skill')} isOff={isOff} value={skill.skill_id} options={all.filter((s) => s.id === skill.skill_id || free.includes(s)).map((s) => ({ value: s.id, label: s.name }))} onChange={(id) => id && change(i, { skill_id: id })} />
          <ChoiceField label={a('queue.level')} isOff={isOff} value={String(skill.level)} options={levels} onChange={(level) => change(i, { level: Number(level) })} />
          <ChoiceField label={a('queue.needed')} isOff={isOff} value={skill.optional_after_s === null ? '' : 'after'} none={a('queue.always')} options={[{ value: 'after', label: a('queue.untilAfter') }]} onChange={(kind) => change(i, { optional_after_s: kind ? 60 : null })} />
          {skill.optional_after_s !== null && <NumberField label={a('queue.after')} unit={a('unit.second')} isOff={isOff} value={skill.optional_after_s} onChange={(optional_after_s) => change(i, { optional_after_s })} />}
          {!isOff && <ActionIcon variant="subtle" color="gray" size={36} aria-label={`${a('queue.dropSkill')} ${format.number(i + 1)}`} onClick={() => onChange(value.filter((_, at) => at !== i))}><IconTrash size={18} aria-hidden /></ActionIcon>}
        </div>
      ))}
      {error && <p role="alert" className={kit.error}>{error}</p>}
      {!isOff && free[0] && <Button variant="light" size="compact-md" className={css.add} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => free[0] && onChange([...value, { skill_id: free[0].id, level: 2, optional_after_s: null }])}>{a('queue.addSkill')}</Button>}
    </div>
  );
}
