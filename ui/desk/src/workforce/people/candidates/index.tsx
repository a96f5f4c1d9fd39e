import { Button } from '@mantine/core';
import { IconPlus, IconShieldLock } from '@tabler/icons-react';
import { useState } from 'react';
import { Route, Switch } from 'wouter';
import { ApiProblem } from '~/api/client';
import { useConfirm } from '~/admin/kit/Confirm';
import { ChoiceField, TextField } from '~/admin/kit/fields';
import { FormProblem, Head, Loaded } from '~/admin/kit/Page';
import { Table, Tag } from '~/admin/kit/Table';
import { useForm } from '~/admin/kit/useForm';
import { useRows, useShelf } from '~/admin/kit/useShelf';
import type { Person } from '~/admin/types';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage } from '~/i18n/context';
import { Empty } from '~/shared/Empty';
import { useMe } from '~/shell/me';
import { usePeopleWords } from '../words';
import type { CandidateRow } from '../types';
import { Candidate } from './Candidate';
import { useHiring } from './useHiring';
import card from '~/shared/card.module.css';
import css from './Candidates.module.css';

const SHELF = 'workforce/candidates';
const TONES = { hire: 'good', decline: 'plain', later: 'warn' } as const;

/** Candidates: what interviewers saw, for those who hire. */
export default function CandidatesPage() {
  return (
    <Switch>
      <Route path="/workforce/candidates/:id">{({ id }) => <Candidate key={id} id={id} />}</Route>
      <Route><Candidates /></Route>
    </Switch>
  );
}

function Candidates() {
  const p = usePeopleWords();
  const { format } = useLanguage();
  const me = useMe();
  const shelf = useShelf<CandidateRow>(SHELF);
  const [isNew, setNew] = useState(false);
  const day = (iso: string) => format.date(`${iso}T12:00:00Z`);
  const begin = <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setNew(true)}>{p('candidates.add')}</Button>;
  if (shelf.error instanceof ApiProblem && shelf.error.status === 403) {
    return <><Head title={p('candidates.title')} text={p('candidates.text')} /><Empty art="calm" title={p('candidates.closed')}>{p('candidates.closedText')}</Empty></>;
  }
  return (
    <>
      <Head title={p('candidates.title')} text={p('candidates.text')} action={shelf.items.length > 0 && begin} />
      <div className={card.stack}>
        <p className={css.promise}><IconShieldLock size={19} aria-hidden />{p('candidates.promise')}</p>
        <Loaded isPending={shelf.isPending} error={shelf.error} onRetry={() => void shelf.refetch()}>
          {shelf.items.length === 0 ? <Empty art="calm" title={p('candidates.empty')} action={begin}>{p('candidates.emptyText')}</Empty> : (
            <Table label={p('candidates.title')} rows={shelf.items} to={(one) => `/workforce/candidates/${one.id}`}
              columns={[
                { head: p('candidates.name'), cell: (one) => <bdi>{one.name}</bdi> },
                { head: p('candidates.post'), cell: (one) => <bdi>{one.post}</bdi> },
                { head: p('candidates.seen'), cell: (one) => (one.entries ? p('candidates.entries', { n: one.entries, people: one.interviewers }) : p('none')) },
                { head: p('candidates.decision'), isNarrow: true, cell: (one) => (one.decision ? <Tag tone={TONES[one.decision]}>{p(`decision.${one.decision}`)}</Tag> : p('candidates.open')) },
                { head: p('candidates.deletedOn'), isNarrow: true, cell: (one) => day(one.deleted_on) },
              ]} />
          )}
        </Loaded>
        {me.role === 'admin' && <Hiring />}
      </div>
      {isNew && <NewCandidate shelf={shelf} onClose={() => setNew(false)} />}
    </>
  );
}

function NewCandidate({ shelf, onClose }: { shelf: ReturnType<typeof useShelf<CandidateRow>>; onClose: () => void }) {
  const p = usePeopleWords();
  const { t } = useLanguage();
  const form = useForm({ name: '', post: '' });
  return (
    <Sheet title={p('candidates.add')} onClose={onClose}>
      <form className={card.stack} onSubmit={(e) => {
        e.preventDefault();
        shelf.save.mutate({ id: null, body: form.value }, { onSuccess: onClose, onError: form.refuse });
      }}>
        <TextField label={p('candidates.name')} required autoFocus value={form.value.name} hint={p('candidates.nameHint')} error={form.error('name')} onChange={(name) => form.set({ name })} />
        <TextField label={p('candidates.post')} required value={form.value.post} error={form.error('post')} onChange={(post) => form.set({ post })} />
        <FormProblem text={form.problem} />
        <div className={css.end}>
          <Button variant="default" onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" loading={shelf.save.isPending}>{p('candidates.add')}</Button>
        </div>
      </form>
    </Sheet>
  );
}

/** Who may see candidates, beside administrators. */
function Hiring() {
  const p = usePeopleWords();
  const { members, grant, revoke } = useHiring();
  const { ask, dialog } = useConfirm();
  const users = useRows<Person>('users');
  const known = new Set(members.map((one) => one.user_id));
  const others = users.filter((one) => !known.has(one.id) && one.role !== 'admin' && one.role !== 'auditor' && !one.is_disabled);
  return (
    <section className={card.card} aria-labelledby="hiring-title">
      <h2 id="hiring-title">{p('hiring.title')}</h2>
      <p>{p('hiring.text')}</p>
      <ul className={css.members}>
        {members.map((one) => (
          <li key={one.user_id}>
            <bdi>{one.name}</bdi>
            <Button variant="subtle" size="compact-sm" color="gray" aria-label={p('hiring.takeFrom', { name: one.name })}
              onClick={() => ask({ title: p('hiring.takeFrom', { name: one.name }), consequence: p('hiring.takeText'), label: p('hiring.take'), run: () => revoke(one.user_id) })}>{p('hiring.take')}</Button>
          </li>
        ))}
        {members.length === 0 && <li className={card.faint}>{p('hiring.nobody')}</li>}
      </ul>
      <ChoiceField label={p('hiring.give')} none={p('hiring.choose')} value={null} options={others.map((one) => ({ value: one.id, label: one.name }))} onChange={(id) => id && grant(id)} />
      {dialog}
    </section>
  );
}
