import { Button, SegmentedControl } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconEye, IconPaperclip, IconShieldExclamation, IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { api } from '~/api/client';
import type { Id } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { Empty } from '~/shared/Empty';
import { sayDone, sayFailure } from '~/shared/toast';
import { Head, Loaded } from '../kit/Page';
import { Tag } from '../kit/Table';
import { useTexts, type AdminKey } from '../kit/texts';
import type { QuarantinedMail, QuarantinePage } from '../types';
import css from './Quarantine.module.css';
import { QuarantinedSheet } from './QuarantinedSheet';
import { WhyDiscard } from './WhyDiscard';

const KEY = ['configuration', 'mail-quarantine'];
const STATES = ['held', 'released', 'discarded'] as const;
type State = (typeof STATES)[number];
type Act = { id: Id; act: 'release' | 'discard' | 'return'; why?: string };

/** Mails that are held because something speaks against them: read, let through, discarded. */
export default function Quarantine() {
  const a = useTexts();
  const { t } = useLanguage();
  const client = useQueryClient();
  const [state, setState] = useState<State>('held');
  const [reason, setReason] = useState('');
  const [seen, see] = useState<QuarantinedMail | null>(null);
  const [unwanted, discard] = useState<QuarantinedMail | null>(null);
  const list = useInfiniteQuery({
    queryKey: [...KEY, state, reason],
    queryFn: ({ pageParam, signal }) => {
      const asked = new URLSearchParams({ status: state, ...(reason && { reason }), ...(pageParam && { after: pageParam }) });
      return api.get<QuarantinePage>(`/mail-quarantine?${asked}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: 30_000,
  });
  const decide = useMutation({
    mutationFn: ({ id, act, why }: Act) => api.post<QuarantinedMail>(`/mail-quarantine/${id}/${act}`, why === undefined ? undefined : { why }),
    onSuccess: (_, { id, act }) => {
      if (act === 'return') sayDone(a('quarantine.returned'));
      else sayDone(a(act === 'release' ? 'quarantine.released' : 'quarantine.discarded'), { label: t('action.undo'), run: () => decide.mutate({ id, act: 'return' }) });
    },
    onError: (failure) => sayFailure(t, failure),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const begin = (act: Act) => { see(null); discard(null); decide.mutate(act); };
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const waiting = list.data?.pages[0]?.waiting ?? {};
  const count = Object.values(waiting).reduce((sum, n) => sum + (n ?? 0), 0);
  return (
    <>
      <Head title={a('section.quarantine')} text={a('quarantine.text')}
        action={count > 0 ? <Tag tone="warn">{a('quarantine.count', { n: count })}</Tag> : undefined} />
      <div className={css.bar}>
        <SegmentedControl value={state} onChange={(value) => { setState(value as State); setReason(''); }} aria-label={a('quarantine.states')}
          data={STATES.map((one) => ({ value: one, label: a(`quarantine.state.${one}`) }))} />
        {state === 'held' && <Reasons waiting={waiting} chosen={reason} onChoose={setReason} />}
      </div>
      <Loaded isPending={list.isPending} error={list.error} onRetry={() => void list.refetch()}>
        {rows.length === 0 ? <Empty art="done" title={a(`quarantine.empty.${state}`)}>{state === 'held' && a('quarantine.emptyText')}</Empty> : (
          <ul className={css.list} aria-label={a('section.quarantine')}>
            {rows.map((mail) => <Row key={mail.id} mail={mail} onSee={() => see(mail)} onDiscard={() => discard(mail)} onAct={begin} />)}
          </ul>
        )}
        {list.hasNextPage && <Button mt="md" variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{a('suppressions.older')}</Button>}
      </Loaded>
      {seen && <QuarantinedSheet mail={seen} onClose={() => see(null)} onDiscard={() => { see(null); discard(seen); }} onRelease={() => begin({ id: seen.id, act: 'release' })} />}
      {unwanted && <WhyDiscard mail={unwanted} onClose={() => discard(null)} onDiscard={(why) => begin({ id: unwanted.id, act: 'discard', why })} />}
    </>
  );
}

/** One chip for each reason that holds something, with how many. */
function Reasons({ waiting, chosen, onChoose }: { waiting: Record<string, number | undefined>; chosen: string; onChoose: (reason: string) => void }) {
  const a = useTexts();
  const { format } = useLanguage();
  const named = Object.entries(waiting);
  if (named.length < 2 && !chosen) return null;
  return (
    <div className={css.chips} role="group" aria-label={a('quarantine.reasons')}>
      {['', ...named.map(([name]) => name)].map((name) => (
        <button key={name} type="button" className={css.chip} aria-pressed={chosen === name} onClick={() => onChoose(name)}>
          {name ? a(`quarantine.reason.${name}` as AdminKey) : a('quarantine.all')}
          {name && <span>{format.number(waiting[name] ?? 0)}</span>}
        </button>
      ))}
    </div>
  );
}

function Row({ mail, onSee, onDiscard, onAct }: { mail: QuarantinedMail; onSee: () => void; onDiscard: () => void; onAct: (act: Act) => void }) {
  const a = useTexts();
  const { t, format } = useLanguage();
  const files = (mail.detail.files ?? []) as string[];
  const name = mail.subject || a('quarantine.noSubject');
  return (
    <li className={css.mail}>
      <div className={css.top}>
        <span className={css.from}>
          {mail.sender_name && <bdi className={css.name}>{mail.sender_name}</bdi>}
          <bdi dir="ltr" className={css.address}>{mail.sender || '—'}</bdi>
        </span>
        <span className={css.when}>{mail.channel_name} · <time dateTime={mail.held_at}>{format.moment(mail.held_at)}</time></span>
      </div>
      <button type="button" className={css.subject} onClick={onSee}><bdi>{name}</bdi></button>
      {mail.preview.trim() && <p className={css.preview}><bdi>{mail.preview}</bdi></p>}
      {files.length > 0 && <p className={css.files}><IconPaperclip size={15} aria-hidden />{files.map((file) => <bdi key={file} dir="ltr">{file}</bdi>)}</p>}
      <p className={css.reason}>
        <IconShieldExclamation size={18} aria-hidden />
        <span><strong>{a(`quarantine.reason.${mail.reason}` as AdminKey)}:</strong> {mail.text}</span>
      </p>
      <div className={css.acts}>
        {mail.state === 'held' ? (
          <>
            <Button size="compact-md" variant="default" leftSection={<IconEye size={16} aria-hidden />} aria-label={`${a('quarantine.see')}: ${name}`} onClick={onSee}>{a('quarantine.see')}</Button>
            <Button size="compact-md" variant="light" leftSection={<IconCheck size={16} aria-hidden />} aria-label={`${a('quarantine.release')}: ${name}`} onClick={() => onAct({ id: mail.id, act: 'release' })}>{a('quarantine.release')}</Button>
            <Button size="compact-md" variant="subtle" color="red" leftSection={<IconTrash size={16} aria-hidden />} aria-label={`${a('quarantine.discard')}: ${name}`} onClick={onDiscard}>{a('quarantine.discard')}</Button>
          </>
        ) : <Decided mail={mail} undo={t('action.undo')} onReturn={() => onAct({ id: mail.id, act: 'return' })} />}
      </div>
    </li>
  );
}

/** What became of a mail, who decided it and why, and the way back where there is one. */
function Decided({ mail, undo, onReturn }: { mail: QuarantinedMail; undo: string; onReturn: () => void }) {
  const a = useTexts();
  const { format } = useLanguage();
  return (
    <>
      <Tag tone={mail.state === 'released' ? 'good' : 'plain'}>{a(`quarantine.state.${mail.state}`)}</Tag>
      <span className={css.when}>
        {mail.decided_by_name && <><bdi>{mail.decided_by_name}</bdi> · </>}
        {mail.decided_at && <time dateTime={mail.decided_at}>{format.moment(mail.decided_at)}</time>}
        {mail.why && <> · <bdi>{mail.why}</bdi></>}
      </span>
      {mail.conversation_id && <Link href={`/conversations/${mail.conversation_id}`} className={css.way}>{a('quarantine.open')}</Link>}
      {mail.can_return && <Button size="compact-md" variant="default" leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={onReturn}>{undo}</Button>}
    </>
  );
}
