import { Button } from '@mantine/core';
import { IconEye, IconSparkles } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import { api, ApiProblem } from '~/api/client';
import { customerQuery, explanationQuery, messagesQuery, queuesQuery, workQuery } from '~/api/queries';
import type { ConversationSummary, Id, Reservation } from '~/api/types';
import { useCommands } from '~/commands/context';
import { masked } from '~/conversation/Masked';
import { useLanguage } from '~/i18n/context';
import { prefetchConversation } from '~/inbox/prefetch';
import { Avatar } from '~/shared/Avatar';
import { ChannelIcon, channelKey } from '~/shared/channels';
import { Kbd } from '~/shared/Kbd';
import { sayFailure } from '~/shared/toast';
import { useNow } from '~/shared/useNow';
import { Ring } from './Ring';
import { useNotice } from './useNotice';
import css from './WorkDock.module.css';

const KEYS = { accept: 'Alt+KeyY', decline: 'Alt+KeyN', look: 'Alt+KeyL' };

/** Work offered to me: who it is, what was before, why me, and how long I may think. While one looks at the talk itself, the card is small. */
export default function Offer({ reservation }: { reservation: Reservation }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const [location, go] = useLocation();
  const now = useNow(250);
  const { conversation: row, due_at, offered_at, explanation } = reservation;
  const { data: queues } = useQuery(queuesQuery);
  const name = row.customer.name || t('customer.nameless');
  const left = (Date.parse(due_at) - now) / 1000;
  const { accept, decline, isPending } = useDecision(reservation);
  const { data: explained } = useQuery({ ...explanationQuery(reservation.work_item_id), enabled: !explanation.sentence });
  const why = explanation.sentence ?? explained?.sentence;
  const place = `/inbox/queues/${row.id}`;
  const isLooking = location.includes(row.id);
  useNotice(t('offer.title'), name);

  useEffect(() => prefetchConversation(client, row.id), [client, row.id]);
  useEffect(() => {
    // The server ends the offer; a lost event must not leave a dead card here.
    if (left < -2) void client.invalidateQueries({ queryKey: workQuery.queryKey });
  }, [client, left]);

  useCommands([
    { id: 'acceptOffer', label: 'command.acceptOffer', group: 'work', keys: KEYS.accept, isGlobal: true, run: accept },
    { id: 'lookAtOffer', label: 'command.lookAtOffer', group: 'work', keys: KEYS.look, isGlobal: true, run: () => go(place) },
    { id: 'declineOffer', label: 'command.declineOffer', group: 'work', keys: KEYS.decline, isGlobal: true, run: decline },
  ]);

  return (
    <section className={css.card} aria-label={t('offer.title')}>
      <div className={css.top}>
        <Avatar name={name} channel={row.last_message_channel} size={46} />
        <div className={css.titles}>
          <h2>{t('offer.title')}</h2>
          <p className="cut"><bdi>{name}</bdi></p>
          <small>{t(channelKey(row.last_message_channel))} · {t('offer.queue', { name: queues?.find((q) => q.id === row.queue_id)?.name ?? '' })}</small>
        </div>
        <Ring left={left} whole={(Date.parse(due_at) - Date.parse(offered_at)) / 1000} label={t('offer.leftLabel', { n: Math.max(0, Math.ceil(left)) })} />
      </div>
      {!isLooking && <>
        <Said row={row} />
        <Before customer={row.customer.id} openId={row.id} />
        {why && <p className={css.why}><IconSparkles size={16} aria-hidden /><span><strong>{t('offer.why')}: </strong>{why}</span></p>}
        <Link href={place} className={css.look}><IconEye size={16} aria-hidden /> {t('offer.look')} <Kbd keys={KEYS.look} /></Link>
      </>}
      <div className={css.buttons}>
        <Button px="xs" loading={isPending} onClick={accept} rightSection={<Kbd keys={KEYS.accept} />}>{t('offer.accept')}</Button>
        <Button px="xs" variant="default" disabled={isPending} onClick={decline} rightSection={<Kbd keys={KEYS.decline} />}>{t('offer.decline')}</Button>
      </div>
    </section>
  );
}

function useDecision({ id, conversation }: Reservation) {
  const { t } = useLanguage();
  const [, go] = useLocation();
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: (what: 'acceptance' | 'refusal') => api.post(`/reservations/${id}/${what}`),
    onSuccess: (_, what) => what === 'acceptance' && go(`/inbox/mine/${conversation.id}`),
    onError: (error) => sayFailure(t, error instanceof ApiProblem && error.status === 409
      ? new ApiProblem({ ...error.problem, detail: t('offer.gone') }) : error),
    onSettled() {
      client.setQueryData(workQuery.queryKey, (work) => work && { ...work, reservations: work.reservations.filter((r) => r.id !== id) });
      for (const queryKey of [['work'], ['conversations'], ['counts'], ['conversation', conversation.id]]) void client.invalidateQueries({ queryKey });
    },
  });
  return { accept: () => mutate('acceptance'), decline: () => mutate('refusal'), isPending };
}

const WORDS = 3;

/** The last words of the talk, so that nobody answers blind; until they are read, what the list says of it. */
function Said({ row }: { row: ConversationSummary }) {
  const { t } = useLanguage();
  const { data } = useInfiniteQuery({ ...messagesQuery(row.id), retry: false });
  const last = (data?.pages[0]?.items ?? []).filter((m) => m.kind === 'message' && m.text).slice(-WORDS);
  if (last.length === 0) return row.last_message_preview ? <p className={css.said}><span>{masked(row.last_message_preview)}</span></p> : null;
  return (
    <ul className={css.talk} aria-label={t('offer.said')}>
      {last.map((m) => <li key={m.id} className={css.said} data-direction={m.direction}><span dir={m.text_direction}>{masked(m.text)}</span></li>)}
    </ul>
  );
}

const SHOWN = 3;

/** What was before, at the moment of answering. */
function Before({ customer, openId }: { customer: Id; openId: Id }) {
  const { t, format } = useLanguage();
  const { data } = useQuery(customerQuery(customer));
  if (!data) return null;
  const past = data.conversations.filter((c) => c.id !== openId).slice(0, SHOWN);
  return (
    <div className={css.past}>
      <h3>{past.length ? t('offer.history') : t('offer.firstTime')}</h3>
      <ul>
        {past.map((c) => (
          <li key={c.id}>
            <ChannelIcon kind={c.last_message_channel} isNamed />
            <bdi className="cut">{c.subject ?? c.last_message_preview}</bdi>
            <time dateTime={c.opened_at}>{format.date(c.opened_at)}</time>
          </li>
        ))}
      </ul>
    </div>
  );
}
