import { useLanguage } from '~/i18n/context';
import { ChoiceField, DayField, NumberField, TextField } from '../kit/fields';
import { useTexts } from '../kit/texts';
import { jalaliMonths } from './months';
import type { GregorianSpan, JalaliSpan, Week, Window } from './definition';
import { Add, Entry } from './ExtraDates';
import { WeekEditor } from './WeekEditor';
import css from './calendars.module.css';

const HALF_DAYS: Week = Object.fromEntries(['saturday', 'sunday', 'monday', 'tuesday', 'wednesday'].map((day) => [day, [{ opens: '09:00:00', closes: '14:00:00' }]]));

/** Stretches of days with another week, or with none: Ramadan once, the new year each year. */
export function Windows({ value, onChange, isOff }: { value: Window[]; onChange: (value: Window[]) => void; isOff: boolean }) {
  const a = useTexts();
  const change = (at: number, changes: Partial<Window>) => onChange(value.map((row, i) => (i === at ? { ...row, ...changes } : row)));
  return (
    <>
      {value.length > 0 && (
        <ul className={css.entries}>
          {value.map((row, i) => (
            <Entry key={i} name={row.name} isOff={isOff} onDrop={() => onChange(value.filter((_, at) => at !== i))}>
              <TextField label={a('window.name')} isOff={isOff} value={row.name} onChange={(name) => change(i, { name })} />
              <ChoiceField label={a('window.returns')} isOff={isOff} value={row.days.type} options={[{ value: 'gregorian', label: a('window.once') }, { value: 'jalali', label: a('window.yearly') }]} onChange={(type) => change(i, { days: type === 'jalali' ? YEARLY : once() })} />
              <ChoiceField label={a('window.hours')} isOff={isOff} value={row.week ? 'other' : 'closed'} options={[{ value: 'other', label: a('window.otherHours') }, { value: 'closed', label: a('window.closed') }]} onChange={(kind) => change(i, { week: kind === 'other' ? HALF_DAYS : null })} />
              <div className={css.span}>
                {row.days.type === 'gregorian'
                  ? <Once days={row.days} isOff={isOff} onChange={(days) => change(i, { days })} />
                  : <Yearly days={row.days} isOff={isOff} onChange={(days) => change(i, { days })} />}
              </div>
              {row.week && <div className={css.span}><WeekEditor week={row.week} isOff={isOff} onChange={(week) => change(i, { week })} /></div>}
            </Entry>
          ))}
        </ul>
      )}
      {!isOff && <Add label={a('window.add')} onAdd={() => onChange([...value, { name: '', days: once(), week: HALF_DAYS }])} />}
    </>
  );
}

function Once({ days, onChange, isOff }: { days: GregorianSpan; onChange: (days: GregorianSpan) => void; isOff: boolean }) {
  const a = useTexts();
  return (
    <div className={css.pair}>
      <DayField label={a('extra.first')} isOff={isOff} value={days.first} onChange={(first) => first && onChange({ ...days, first })} />
      <DayField label={a('window.last')} isOff={isOff} value={days.last} onChange={(last) => last && onChange({ ...days, last })} />
    </div>
  );
}

function Yearly({ days, onChange, isOff }: { days: JalaliSpan; onChange: (days: JalaliSpan) => void; isOff: boolean }) {
  const a = useTexts();
  const { locale } = useLanguage();
  const months = jalaliMonths(locale);
  return (
    <div className={css.pair}>
      <NumberField label={a('window.firstDay')} min={1} max={31} isOff={isOff} value={days.first_day} onChange={(first_day) => onChange({ ...days, first_day })} />
      <ChoiceField label={a('window.firstMonth')} isOff={isOff} value={String(days.first_month)} options={months} onChange={(m) => onChange({ ...days, first_month: Number(m) })} />
      <NumberField label={a('window.lastDay')} min={1} max={31} isOff={isOff} value={days.last_day} onChange={(last_day) => onChange({ ...days, last_day })} />
      <ChoiceField label={a('window.lastMonth')} isOff={isOff} value={String(days.last_month)} options={months} onChange={(m) => onChange({ ...days, last_month: Number(m) })} />
    </div>
  );
}

const YEARLY: JalaliSpan = { type: 'jalali', first_month: 1, first_day: 5, last_month: 1, last_day: 13 };

function once(): GregorianSpan {
  const day = new Date().toISOString().slice(0, 10);
  return { type: 'gregorian', first: day, last: day };
}
