import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { v7 as uuid } from 'uuid';
import { conversationQuery, queuesQuery } from '~/api/queries';
import type { Id, Message } from '~/api/types';
import { useThread } from '~/conversation/useThread';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage, useMessages } from '~/i18n/context';
import { Choose } from '~/shared/Choose';
import { movingMessages } from './messages';
import { Strip } from './Strip';
import { useMoves } from './useMoves';
import css from './moving.module.css';

const isChat = (m: Message) => m.kind === 'message' && m.channel_kind === 'webchat';

/** Two columns: what stays here and what goes into a conversation of its own; a press on a message lets it go. */
export function SplitDialog({ dialog, onClose }: { dialog: { conversation: { id: Id }; message?: Id }; onClose: () => void }) {
  const { locale, format } = useLanguage();
  const say = useMessages(movingMessages);
  const { id } = dialog.conversation;
  const { data: conversation } = useQuery(conversationQuery(id));
  const { data: queues = [] } = useQuery(queuesQuery);
  const { thread, messages } = useThread(id);
  const { split } = useMoves();
  const written = messages.filter((m: Message) => m.kind !== 'notice' && !m.local && m.state !== 'cancelled');
  const [move] = useState(() => uuid());
  const [chosen, setChosen] = useState<Id | null>(() => dialog.message ?? written.findLast((m) => m.direction === 'inbound' && !isChat(m))?.id ?? null);
  const [isFollowing, setFollowing] = useState(false);
  const [queue, setQueue] = useState('');
  const [subject, setSubject] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const at = written.findIndex((m) => m.id === chosen);
  const goes = at < 0 ? [] : isFollowing ? written.slice(at) : written.slice(at, at + 1);
  const stays = written.filter((m) => !goes.includes(m));
  const title = subject ?? goes.find((m) => m.meta.mail?.subject)?.meta.mail?.subject ?? '';

  async function act(): Promise<void> {
    if (!chosen) return;
    setBusy(true);
    const asked = { id: move, message_id: chosen, following: isFollowing, queue_id: queue || null, subject: title.trim() || null };
    if (await split(id, asked)) onClose();
    else setBusy(false);
  }

  return (
    <Sheet title={say('split.title')} onClose={onClose} size={760}>
      <form className={css.form} onSubmit={(e) => { e.preventDefault(); void act(); }}>
        <p className={css.hint}>{say('split.text')}</p>
        <div className={css.sides}>
          <section aria-label={say('split.stays')}>
            <h3>{say('split.stays')} <bdi dir="ltr">#{format.digits(String(conversation?.number ?? ''))}</bdi></h3>
            <div className={css.side} role="group" aria-label={say('split.stays')}>
              {thread.hasNextPage && (
                <Button size="compact-sm" variant="subtle" loading={thread.isFetchingNextPage} onClick={() => void thread.fetchNextPage()}>{say('split.notYet')}</Button>
              )}
              {stays.map((m) => (
                <button key={m.id} type="button" className={css.strip} data-note={m.kind === 'note' || undefined} disabled={isChat(m)} onClick={() => setChosen(m.id)}>
                  <Strip message={m} why={isChat(m) ? say('split.chat') : undefined} />
                </button>
              ))}
            </div>
          </section>
          <IconArrowLeft className={css.arrow} size={22} aria-hidden />
          <section aria-label={say('split.goes')} data-goes>
            <h3>{say('split.goes')}</h3>
            <div className={css.side}>
              {goes.length === 0 && <p className={css.hint}>{say('split.nothing')}</p>}
              {goes.map((m) => <div key={m.id} className={css.strip} data-note={m.kind === 'note' || undefined} data-goes><Strip message={m} /></div>)}
            </div>
          </section>
        </div>
        <SegmentedControl aria-label={say('split.howMuch')} value={isFollowing ? 'following' : 'only'} onChange={(v) => setFollowing(v === 'following')}
          data={[{ value: 'only', label: say('split.only') }, { value: 'following', label: say('split.following') }]} />
        <div className={css.two}>
          <TextInput label={say('split.subject')} value={title} onChange={(e) => setSubject(e.currentTarget.value)} maxLength={500}
            attributes={{ input: { dir: title ? 'auto' : locale === 'fa' ? 'rtl' : 'ltr' } }} />
          <Choose label={say('split.queue')} value={queue || (conversation?.queue_id ?? '')} onChange={setQueue}
            options={queues.filter((q) => !q.archived_at).map((q) => ({ value: q.id, label: q.name }))} />
        </div>
        <div className={css.end}><Button type="submit" data-autofocus loading={isBusy} disabled={goes.length === 0 || stays.length === 0}>{say('split.do')}</Button></div>
      </form>
    </Sheet>
  );
}
