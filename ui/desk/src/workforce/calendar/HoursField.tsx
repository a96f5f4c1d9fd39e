import { Checkbox, Input } from '@mantine/core';
import { ClockInput } from '~/admin/kit/fields';
import { useWords } from '../words';
import css from './Calendar.module.css';

interface Hours {
  opens: string | null;
  closes: string | null;
}

const FIRST = { opens: '09:00:00', closes: '14:00:00' };

/** The hours of such days where they are not the usual ones, as in Ramadan; otherwise the history tells them. */
export function HoursField({ opens, closes, error, onChange }: Hours & { error?: string; onChange: (hours: Hours) => void }) {
  const w = useWords();
  const isOther = opens !== null || closes !== null;
  return (
    <Input.Wrapper label={w('calendar.hours')} description={w(isOther ? 'calendar.hoursGiven' : 'calendar.hoursHint')} error={error} inputWrapperOrder={['label', 'input', 'error', 'description']} labelElement="div">
      <span className={css.hours}>
        <Checkbox checked={isOther} label={w('calendar.hoursOther')} onChange={(e) => onChange(e.currentTarget.checked ? FIRST : { opens: null, closes: null })} />
        {isOther && (
          <span className={css.span}>
            <ClockInput label={w('calendar.opens')} value={opens ?? FIRST.opens} onChange={(at) => onChange({ opens: at, closes })} />
            <span aria-hidden>{w('calendar.to')}</span>
            <ClockInput label={w('calendar.closes')} value={closes ?? FIRST.closes} onChange={(at) => onChange({ opens, closes: at })} />
          </span>
        )}
      </span>
    </Input.Wrapper>
  );
}
