import { useState } from 'react';
import { SecretField, TextField } from '../kit/fields';
import { useTexts } from '../kit/texts';
import kit from '../kit/kit.module.css';
import type { OAuth } from '../types';
import css from './channels.module.css';

const FIELDS = ['token_url', 'client_id', 'client_secret', 'refresh_token', 'scope'] as const;
const SECRET = new Set<string>(['client_secret', 'refresh_token']);
const NOTHING: OAuth = { token_url: '', client_id: '', client_secret: '', refresh_token: '', scope: '' };

interface Props {
  /** Where in the settings it stands: `smtp` or `mailbox`. */
  of: 'smtp' | 'mailbox';
  value: Partial<OAuth> | null | undefined;
  error: (field: string) => string | undefined;
  isOff: boolean;
  onChange: (value: OAuth | null) => void;
}

/** What a provider wants that takes no passwords; folded away, since most take them. */
export function OAuthFields({ of, value, error, isOff, onChange }: Props) {
  const a = useTexts();
  const [isOpen, setOpen] = useState(Boolean(value));
  const errors = Object.fromEntries(FIELDS.map((name) => [name, error(`settings.${of}.oauth.${name}`)]));
  const isWrong = Object.values(errors).some(Boolean);

  function set(name: keyof OAuth, text: string): void {
    const next = { ...NOTHING, ...value, [name]: text };
    onChange(FIELDS.some((one) => next[one]) ? next : null);
  }

  return (
    <details className={css.fold} open={isOpen || isWrong} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{a('oauth.title')}</summary>
      <p className={kit.hint}>{a('oauth.hint')}</p>
      <div className={kit.two}>
        {FIELDS.map((name) => {
          const Field = SECRET.has(name) ? SecretField : TextField;
          return <Field key={name} label={a(`oauth.${name}`)} isLatin isOff={isOff} value={value?.[name] ?? ''} error={errors[name]} onChange={(text) => set(name, text)} />;
        })}
      </div>
    </details>
  );
}
