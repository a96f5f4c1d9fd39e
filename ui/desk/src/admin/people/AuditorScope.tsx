import { DayField, PickMany } from '../kit/fields';
import { optionsOf } from '../kit/options';
import { Card } from '../kit/Page';
import { useTexts } from '../kit/texts';
import type { Form } from '../kit/useForm';
import kit from '../kit/kit.module.css';
import type { Department, Scope } from '../types';
import type { PersonFields } from './PersonForm';

/** An auditor's access has an end, and may be narrowed to departments and days. */
export function AuditorScope({ form, departments, isOff }: { form: Form<PersonFields>; departments: Department[]; isOff: boolean }) {
  const a = useTexts();
  const { scope, valid_until } = form.value;
  const narrow = (changes: Scope) => form.set({ scope: withoutNothing({ ...scope, ...changes }) });
  return (
    <Card title={a('auditor.title')} hint={a('auditor.hint')}>
      <DayField label={a('auditor.until')} required isOff={isOff} value={valid_until} error={form.error('valid_until')} onChange={(day) => form.set({ valid_until: day && new Date(`${day}T23:59:59`).toISOString() })} />
      <PickMany label={a('auditor.departments')} hint={a('auditor.departmentsHint')} isOff={isOff} value={scope.departments ?? []} error={form.error('scope')} options={optionsOf(departments)} none={a('departments.emptyText')} onChange={(chosen) => narrow({ departments: chosen })} />
      <div className={kit.two}>
        <DayField label={a('auditor.from')} hint={a('auditor.fromHint')} isOff={isOff} value={scope.from ?? null} onChange={(day) => narrow({ from: day ? new Date(`${day}T00:00:00`).toISOString() : undefined })} />
        <DayField label={a('auditor.to')} isOff={isOff} value={scope.to ?? null} onChange={(day) => narrow({ to: day ? new Date(`${day}T23:59:59`).toISOString() : undefined })} />
      </div>
    </Card>
  );
}

const withoutNothing = (scope: Scope): Scope =>
  Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)));
