import { ActionIcon } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useLanguage } from '~/i18n/context';
import { useTexts } from '../kit/texts';
import type { Closure } from './definition';
import css from './calendars.module.css';

export function Closures({ value, onChange, isOff }: { value: Closure[]; onChange: (value: Closure[]) => void; isOff: boolean }) {
  const a = useTexts();
  const { format } = useLanguage();
  return (
    <ul className={css.entries}>
      {value.map((closure, i) => (
        <li key={i} className={css.plain}>
          <strong>{closure.name || a('closure.nameless')}</strong>
          <span>{a('closure.span', { from: format.moment(closure.start), to: format.moment(closure.end) })}</span>
          {!isOff && <ActionIcon variant="subtle" color="gray" size={32} aria-label={a('entry.drop', { name: closure.name || a('closure.nameless') })} onClick={() => onChange(value.filter((_, at) => at !== i))}><IconTrash size={17} aria-hidden /></ActionIcon>}
        </li>
      ))}
    </ul>
  );
}
