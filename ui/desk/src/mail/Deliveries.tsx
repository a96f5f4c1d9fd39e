import { Button } from '@mantine/core';
import { IconAlertCircle, IconCheck, IconChecks, IconChevronDown, IconClock } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { api } from '~/api/client';
import type { Id, Message, Page, RecipientDelivery } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { sayDone, sayFailure } from '~/shared/toast';
import { useMe } from '~/shell/me';
import { isSame } from './addresses';
import { useTexts } from './useTexts';
import css from './parts.module.css';

const PICTURES = { waiting: IconClock, sent: IconCheck, delivered: IconChecks, delayed: IconClock, failed: IconAlertCircle } as const;

interface Props {
  message: Message;
  recipients: { to: string[]; cc: string[]; bcc: string[] };
  deliveries: RecipientDelivery[];
}

/** How far a mail has come with each of its recipients; whoever it did not reach is named at once. */
export function Deliveries({ message, recipients, deliveries }: Props) {
  const m = useTexts();
  const failed = deliveries.filter((one) => one.state === 'failed');
  const hasFailed = failed.length > 0;
  const [isOpen, setOpen] = useState(hasFailed);
  useEffect(() => {
    if (hasFailed) setOpen(true);
  }, [hasFailed]);
  const id = useId();
  const isDone = deliveries.every((one) => one.state === 'delivered');
  const said = failed.length ? m('someFailed', { n: failed.length, all: deliveries.length }) : isDone ? m('allDelivered') : m('delivery');
  return (
    <section className={css.deliveries} data-failed={failed.length > 0 || undefined}>
      <button type="button" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
        {said} <IconChevronDown size={14} aria-hidden className={css.turned} />
      </button>
      <ul id={id} hidden={!isOpen} aria-label={m('delivery')}>
        {deliveries.map((one) => <Delivery key={one.address} one={one} role={roleOf(one.address, recipients)} message={message} />)}
      </ul>
    </section>
  );
}

function Delivery({ one, role, message }: { one: RecipientDelivery; role: 'to' | 'cc' | 'bcc'; message: Message }) {
  const m = useTexts();
  const Picture = PICTURES[one.state];
  return (
    <li data-state={one.state} title={one.reason}>
      <Picture size={15} stroke={2} aria-hidden />
      <span className={css.who}><span className={css.quiet}>{m(role)}:</span> <bdi dir="ltr">{one.address}</bdi></span>
      <span className={css.how}>{m(`state.${one.state}`)}</span>
      {one.state === 'failed' && <p>{one.text ?? one.reason}</p>}
      {one.state === 'failed' && <Ways one={one} message={message} />}
    </li>
  );
}

/** The ways back: an address that was given up is freed, or the mail goes to another one. */
function Ways({ one, message }: { one: RecipientDelivery; message: Message }) {
  const m = useTexts();
  const { t } = useLanguage();
  const { role } = useMe();
  const { mutate, isPending, isSuccess } = useMutation({
    mutationFn: () => lift(one.address),
    onSuccess: () => sayDone(m('lifted')),
    onError: (error) => sayFailure(t, error),
  });
  const mayLift = one.suppressed && (role === 'admin' || role === 'supervisor') && !isSuccess;
  return (
    <p className={css.ways}>
      {one.suppressed && !isSuccess && <span>{m('suppressed')}</span>}
      {mayLift && <Button size="compact-xs" variant="light" loading={isPending} aria-label={`${m('lift')}: ${one.address}`} onClick={() => mutate()}>{m('lift')}</Button>}
      <Button size="compact-xs" variant="subtle" onClick={() => writeTo(message.conversation_id)}>{m('writeAgain')}</Button>
    </p>
  );
}

async function lift(address: string): Promise<void> {
  let after = '';
  do {
    const page = await api.get<Page<{ id: Id; address: string; lifted_at: string | null }>>(`/mail-suppressions${after}`);
    const found = page.items.find((row) => row.lifted_at === null && isSame(row.address, address));
    if (found) return api.delete<void>(`/mail-suppressions/${found.id}`);
    after = page.next ? `?after=${encodeURIComponent(page.next)}` : '';
  } while (after);
}

/** Opens the row of recipients in the composer of this conversation. */
const writeTo = (conversation: Id) => window.dispatchEvent(new CustomEvent('hamseda:recipients', { detail: conversation }));

function roleOf(address: string, { cc, bcc }: Props['recipients']): 'to' | 'cc' | 'bcc' {
  const is = (list: string[]) => list.some((one) => isSame(one, address));
  return is(bcc) ? 'bcc' : is(cc) ? 'cc' : 'to';
}
