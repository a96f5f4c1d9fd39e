import { Button, TextInput } from '@mantine/core';
import { IconArrowsExchange, IconBeach } from '@tabler/icons-react';
import { useState } from 'react';
import { Tag } from '~/admin/kit/Table';
import { ApiProblem } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { LinesSkeleton } from '~/shared/skeletons';
import { Broken } from '../schedules/Publish';
import type { Breach, Shift } from '../schedules/types';
import { deedsOf, type Deed, type ShiftRequest } from './types';
import { answer, useDeed, useOutlook, useShiftWords } from './useShifts';
import css from './Shifts.module.css';
import card from '~/shared/card.module.css';

const TONES = { asked: 'warn', agreed: 'warn', approved: 'good', refused: 'bad', withdrawn: 'plain' } as const;

/** A request: who asks for what, why, what would come of it, and what the reader may do. */
export function RequestCard({ request, hasOutlook }: { request: ShiftRequest; hasOutlook?: boolean }) {
  const s = useShiftWords();
  const { format } = useLanguage();
  const { kind, state } = request;
  const Picture = kind === 'leave' ? IconBeach : IconArrowsExchange;
  const day = (iso: string) => format.day(`${iso}T12:00:00Z`);
  return (
    <li className={`${card.card} ${css.request}`}>
      <div className={css.requestHead}>
        <Picture size={22} aria-hidden />
        <h2><bdi>{request.name}</bdi> <small>{s(`kind.${kind}`)}</small></h2>
        <Tag tone={TONES[state]}>{state === 'asked' && request.with_name ? s('state.askedOf', { name: request.with_name }) : s(`state.${state}`)}</Tag>
      </div>
      <p className={css.what}>{kind === 'leave' ? (request.first_day === request.last_day ? day(request.first_day) : s('request.span', { first: day(request.first_day), last: day(request.last_day) })) : swapped()}</p>
      {request.reason && <p>{s('request.reason', { reason: request.reason })}</p>}
      {request.answer && <p>{s('request.answer', { answer: request.answer })}</p>}
      {hasOutlook && <Outlook id={request.id} />}
      {request.can.length > 0 && <Deeds request={request} />}
      {request.steps.length > 1 && (
        <details className={css.steps}>
          <summary>{s('request.steps')}</summary>
          <ol>{request.steps.map((one) => <li key={one.at}>{s('request.step', { state: s(`state.${one.state}`), name: one.by_name ?? '', at: format.moment(one.at) })}{one.reason && ` · ${one.reason}`}</li>)}</ol>
        </details>
      )}
    </li>
  );

  function spelled(one: Shift): string {
    return s('request.shift', { day: day(one.day), start: format.digits(one.start), end: format.digits(one.end) });
  }

  function swapped(): string {
    const [shift, name] = [request.shift ? spelled(request.shift) : '', request.with_name ?? ''];
    return request.with_shift ? s('request.swap', { shift, name, other: spelled(request.with_shift) }) : s('request.give', { shift, name });
  }
}

/** What would become worse if it were approved. */
function Outlook({ id }: { id: string }) {
  const s = useShiftWords();
  const { data, isPending, isError } = useOutlook(id);
  if (isError) return null;
  const said = [...(data?.breaches ?? []), ...(data?.shortfalls ?? [])].map((one) => one.said);
  return (
    <div className={css.outlook} data-bad={said.length > 0 || undefined}>
      <strong>{s('outlook.title')}</strong>
      {isPending && <LinesSkeleton count={1} />}
      {data && data.removed.length > 0 && <span>{s('outlook.removed', { n: data.removed.length })}</span>}
      {data && (said.length === 0 ? <span>{s('outlook.none')}</span> : <ul>{said.map((one) => <li key={one}>{one}</li>)}</ul>)}
    </div>
  );
}

function Deeds({ request }: { request: ShiftRequest }) {
  const s = useShiftWords();
  const [reason, setReason] = useState('');
  const [isLacking, setLacking] = useState(false);
  const [doubt, setDoubt] = useState<Breach[] | null>(null);
  const doing = useDeed(answer, s('decide.done'));
  const isAsked = request.can.some((one) => one !== 'withdraw');

  function run(deed: Deed, isSure = false): void {
    if (deed === 'refuse' && !reason.trim()) return setLacking(true);
    doing.mutate({ request, deed, reason: reason.trim(), isSure }, {
      onError(error) {
        if (error instanceof ApiProblem && error.code === 'rules_broken') setDoubt((error.problem as unknown as { breaches?: Breach[] }).breaches ?? []);
      },
    });
  }

  return (
    <form className={css.deeds} onSubmit={(e) => e.preventDefault()}>
      {isAsked && <TextInput className={css.reason} label={s('decide.reason')} value={reason} error={isLacking && !reason.trim() ? s('decide.needed') : undefined} onChange={(e) => setReason(e.currentTarget.value)} />}
      {deedsOf(request).map((deed) => (
        <Button key={deed} variant={deed === 'approve' || deed === 'agree' ? 'filled' : 'default'} loading={doing.isPending && doing.variables?.deed === deed} onClick={() => run(deed)}>
          {s(`do.${deed}`)}
        </Button>
      ))}
      {doubt && <Broken doubt={{ breaches: doubt, insist: () => run('approve', true) }} onClose={() => setDoubt(null)} />}
    </form>
  );
}
