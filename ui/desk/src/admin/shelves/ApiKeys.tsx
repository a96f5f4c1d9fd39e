import { useState } from 'react';
import type { Role } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { useMay } from '~/shell/me';
import { SecretSheet } from '../kit/Copy';
import { ChoiceField, DayField, PickMany, TextField } from '../kit/fields';
import { ShelfPage } from '../kit/ShelfPage';
import { Tag } from '../kit/Table';
import { useTexts, type AdminKey } from '../kit/texts';
import type { ApiKey } from '../types';

const SCOPES = ['conversations', 'customers', 'supervision', 'administration'];
const ROLES: Role[] = ['light', 'agent', 'supervisor', 'admin', 'auditor'];

interface Fields {
  name: string;
  role: Role;
  scopes: string[];
  expires_at: string | null;
}

export default function ApiKeys() {
  const a = useTexts();
  const { t, format } = useLanguage();
  const may = useMay('people.manage');
  const [made, setMade] = useState<ApiKey | null>(null);
  const isOver = (k: ApiKey) => k.expires_at !== null && Date.parse(k.expires_at) < Date.now();
  const scopesOf = (k: ApiKey) => format.listed(k.scopes.map((s) => a(`scope.${s}` as AdminKey)));
  return (
    <>
      <ShelfPage<ApiKey, Fields>
        name="api-keys" title={a('section.keys')} text={a('keys.text')} art="moon" size={560}
        empty={{ title: a('keys.empty'), text: a('keys.emptyText') }} add={a('keys.add')} isHidden={(k) => k.revoked_at !== null}
        columns={[
          { head: a('field.name'), cell: (k) => <bdi>{k.name}</bdi> },
          { head: a('keys.hint'), isNarrow: true, cell: (k) => <bdi dir="ltr">{k.hint}</bdi> },
          { head: a('keys.may'), cell: (k) => `${t(`role.${k.role}`)} · ${scopesOf(k)}` },
          { head: a('keys.used'), isNarrow: true, cell: (k) => (k.last_used_at ? format.moment(k.last_used_at) : a('keys.never')) },
          { head: a('keys.until'), isNarrow: true, cell: (k) => (k.expires_at ? <Tag tone={isOver(k) ? 'bad' : 'plain'}>{isOver(k) ? a('keys.over') : format.date(k.expires_at)}</Tag> : '—') },
        ]}
        words={(k) => k.name} may={may} blank={{ name: '', role: 'agent', scopes: ['conversations'], expires_at: null }}
        read={({ name, role, scopes, expires_at }) => ({ name, role, scopes, expires_at })} onAdded={setMade}
        fields={(form, row) => (
          <>
            <TextField label={a('field.name')} hint={a('keys.nameHint')} required autoFocus value={form.value.name} error={form.error('name')} onChange={(name) => form.set({ name })} />
            <ChoiceField label={a('keys.role')} hint={a('keys.roleHint')} isOff={row !== null} value={form.value.role} error={form.error('role')} options={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))} onChange={(role) => form.set({ role: (role ?? 'agent') as Role })} />
            <PickMany label={a('keys.scopes')} hint={a('keys.scopesHint')} value={form.value.scopes} error={form.error('scopes')} none="" options={SCOPES.map((s) => ({ value: s, label: a(`scope.${s}` as AdminKey) }))} onChange={(scopes) => form.set({ scopes })} />
            <DayField label={a('keys.until')} hint={a('keys.untilHint')} value={form.value.expires_at} error={form.error('expires_at')} onChange={(day) => form.set({ expires_at: day && new Date(`${day}T23:59:59`).toISOString() })} />
          </>
        )}
        removal={{ label: a('keys.revoke'), title: (k) => a('keys.revokeTitle', { name: k.name }), consequence: () => a('keys.revokeText') }} />
      {made?.key && (
        <SecretSheet title={a('keys.madeTitle')} secret={made.key} note={a('keys.madeNote')} onClose={() => setMade(null)}
          sample={{ name: a('keys.sample'), text: `curl ${location.origin}/api/v1/conversations \\\n  -H 'Authorization: Bearer ${made.key}'` }} />
      )}
    </>
  );
}
