import { Button } from '@mantine/core';
import { IconArrowLeft, IconArrowsExchange } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { v7 as uuid } from 'uuid';
import { conversationQuery, messagesQuery } from '~/api/queries';
import type { Conversation, ConversationBrief, Id } from '~/api/types';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage, useMessages } from '~/i18n/context';
import { ChannelIcon } from '~/shared/channels';
import { movingMessages } from './messages';
import { Strip } from './Strip';
import { useMoves } from './useMoves';
import css from './moving.module.css';

const MOST_SHOWN = 6;

/** First which conversation of the same customer, then the picture: what goes where, and which of the two stays. */
export function MergeDialog({ dialog, onClose }: { dialog: { conversation: { id: Id } }; onClose: () => void }) {
  const say = useMessages(movingMessages);
  const { data: conversation } = useQuery(conversationQuery(dialog.conversation.id));
  const [chosen, setChosen] = useState<ConversationBrief | null>(null);
  if (!conversation) return null;
  const others = conversation.customer.conversations.filter((c) => c.id !== conversation.id && c.brand_id === conversation.brand_id);
  return (
    <Sheet title={say('join.title')} onClose={onClose} size={chosen ? 760 : 480}>
      {chosen ? <Picture here={conversation} other={chosen} onBack={() => setChosen(null)} onClose={onClose} />
        : <Which others={others} onChosen={setChosen} />}
    </Sheet>
  );
}

function Which({ others, onChosen }: { others: ConversationBrief[]; onChosen: (one: ConversationBrief) => void }) {
  const { t, format } = useLanguage();
  const say = useMessages(movingMessages);
  return (
    <div className={css.form}>
      <p className={css.hint}>{others.length ? say('merge.text') : say('merge.none')}</p>
      {others.length > 0 && <h3>{say('merge.which')}</h3>}
      {others.map((c, i) => (
        <button key={c.id} type="button" className={css.strip} data-autofocus={i === 0 || undefined} onClick={() => onChosen(c)}>
          <span className={css.who}>
            <ChannelIcon kind={c.last_message_channel} size={14} isNamed />
            <bdi dir="ltr">#{format.digits(String(c.number))}</bdi> {t(`header.status.${c.status}`)}
            <time className="numeric" dateTime={c.opened_at}>{format.date(c.opened_at)}</time>
          </span>
          <bdi className={css.begins}>{c.subject || c.last_message_preview || t('list.noMessages')}</bdi>
        </button>
      ))}
    </div>
  );
}

function Picture({ here, other, onBack, onClose }: { here: Conversation; other: ConversationBrief; onBack: () => void; onClose: () => void }) {
  const { format } = useLanguage();
  const say = useMessages(movingMessages);
  const { merge } = useMoves();
  const [move, setMove] = useState(() => uuid());
  const [isBusy, setBusy] = useState(false);
  // What is proven to be the customer's never goes into what is not.
  const isFixed = here.customer.is_verified !== other.is_verified;
  const [staysHere, setStaysHere] = useState(here.customer.is_verified || !other.is_verified);
  const [from, into] = staysHere ? [other, here] : [here, other];

  async function act(): Promise<void> {
    setBusy(true);
    if (await merge(from.id, into.id, move)) onClose();
    else setBusy(false);
  }

  const swap = () => {
    setStaysHere(!staysHere);
    setMove(uuid()); // another merge than the one that may have been asked for
  };

  return (
    <form className={css.form} onSubmit={(e) => { e.preventDefault(); void act(); }}>
      <div className={css.sides}>
        <Side title={say('merge.goes')} of={from} />
        <IconArrowLeft className={css.arrow} size={22} aria-hidden />
        <Side title={say('merge.stays')} of={into} isGoal />
      </div>
      {!isFixed && <Button variant="subtle" size="compact-sm" leftSection={<IconArrowsExchange size={16} aria-hidden />} onClick={swap}>{say('merge.swap')}</Button>}
      <dl className={css.table}>
        <dt>{say('merge.follows')}</dt><dd>{say('merge.followsWhat')}</dd>
        <dt>{say('merge.keeps')} <bdi dir="ltr">#{format.digits(String(into.number))}</bdi></dt><dd>{say('merge.keepsWhat')}</dd>
      </dl>
      <p className={css.hint}>{say('merge.answers')}</p>
      <div className={css.end}>
        <Button variant="default" onClick={onBack}>{say('merge.back')}</Button>
        <Button type="submit" data-autofocus loading={isBusy}>{say('merge.do')}</Button>
      </div>
    </form>
  );
}

function Side({ title, of, isGoal = false }: { title: string; of: { id: Id; number: number; subject: string | null }; isGoal?: boolean }) {
  const { format } = useLanguage();
  const say = useMessages(movingMessages);
  const { data } = useInfiniteQuery(messagesQuery(of.id));
  const written = (data?.pages[0]?.items ?? []).filter((m) => m.kind !== 'notice');
  const shown = written.slice(-MOST_SHOWN);
  return (
    <section aria-label={title} data-goes={isGoal || undefined}>
      <h3>{title} <bdi dir="ltr">#{format.digits(String(of.number))}</bdi></h3>
      <div className={css.side} aria-busy={!data}>
        {of.subject && <p className={css.subject}><bdi>{of.subject}</bdi></p>}
        {written.length > shown.length && <p className={css.hint}>{say('merge.more', { n: written.length - shown.length })}</p>}
        {shown.map((m) => <div key={m.id} className={css.strip} data-note={m.kind === 'note' || undefined}><Strip message={m} /></div>)}
      </div>
    </section>
  );
}
