import { useRef, useState } from 'react';
import { ApiProblem } from '~/api/client';
import type { FieldError } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { useTexts } from './texts';

export interface Form<T> {
  value: T;
  set: (changes: Partial<T>) => void;
  /** What the server said about a field, until that field is changed. */
  error: (field: string) => string | undefined;
  /** What was said and belongs to none of the fields that are shown. */
  problem: string | null;
  isChanged: boolean;
  /** Only the fields that differ from what was there. */
  changes: () => Partial<T>;
  refuse: (failure: unknown) => void;
  reset: (to?: T) => void;
}

type Said = Record<string, string>;

/** Values being edited, and the refusals of the server beside the fields they name. */
export function useForm<T extends object>(start: T): Form<T> {
  const { t } = useLanguage();
  const a = useTexts();
  const [first, setFirst] = useState(start);
  const [value, setValue] = useState(start);
  const [said, setSaid] = useState<Said>({});
  const [whole, setWhole] = useState<string | null>(null);
  const shown = useRef(new Set<string>());

  const changed = (Object.keys(value) as (keyof T)[]).filter((key) => JSON.stringify(value[key]) !== JSON.stringify(first[key]));
  const unplaced = Object.entries(said).filter(([field]) => !shown.current.has(field)).map(([, message]) => message);

  // A value that does not fit its type is refused in the words of programs: people get ours.
  function inWords({ field, code, message }: FieldError): string {
    if (code !== 'invalid') return message;
    const typed = field.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], value);
    return a(typed ? 'field.invalid' : 'field.empty');
  }

  return {
    value,
    set(changes) {
      setValue((all) => ({ ...all, ...changes }));
      setSaid((all) => Object.fromEntries(Object.entries(all).filter(([field]) => !Object.keys(changes).some((c) => field === c || field.startsWith(`${c}.`)))));
      setWhole(null);
    },
    error(field) {
      shown.current.add(field);
      return said[field];
    },
    problem: [whole, ...unplaced].filter(Boolean).join(' · ') || null,
    isChanged: changed.length > 0,
    changes: () => Object.fromEntries(changed.map((key) => [key, value[key]])) as Partial<T>,
    refuse(failure) {
      const errors = failure instanceof ApiProblem ? (failure.problem.errors ?? []) : [];
      setSaid(Object.fromEntries(errors.map((e) => [e.field, inWords(e)])));
      setWhole(errors.length ? null : failure instanceof ApiProblem ? (failure.problem.detail ?? failure.problem.title) : t('failure.network'));
    },
    reset(to) {
      if (to) setFirst(to);
      setValue(to ?? first);
      setSaid({});
      setWhole(null);
    },
  };
}
