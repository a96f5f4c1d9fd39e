import { useState } from 'react';
import { ApiProblem } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { sayFailure } from '~/shared/toast';

/** What the server said about the fields of a small form, each until its field is changed. */
export function useRefusals() {
  const { t } = useLanguage();
  const [said, setSaid] = useState<Record<string, string>>({});
  return {
    of: (field: string) => said[field],
    forget: (field: string) => setSaid(({ [field]: _, ...others }) => others),
    clear: () => setSaid({}),
    /** Sets the refusals beside their fields; what names none of the `fields` is said as a message. */
    refuse(failure: unknown, fields: string[]): void {
      const errors = failure instanceof ApiProblem ? (failure.problem.errors ?? []) : [];
      const placed = errors.filter((e) => fields.includes(e.field));
      // A password that is asked again is refused as at the door: for the whole, not for a field.
      if (failure instanceof ApiProblem && failure.code === 'password_wrong' && placed.length === 0 && fields.includes('password')) {
        return setSaid({ password: failure.message });
      }
      setSaid(Object.fromEntries(placed.map((e) => [e.field, e.message])));
      if (placed.length === 0) sayFailure(t, failure);
    },
  };
}
