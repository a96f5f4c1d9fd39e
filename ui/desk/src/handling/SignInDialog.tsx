import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api } from '~/api/client';
import { bulletinsQuery } from '~/api/queries';
import type { Id } from '~/api/types';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage } from '~/i18n/context';
import { sayFailure } from '~/shared/toast';
import { useMe } from '~/shell/me';
import { useMyPresence } from '~/shell/PresenceSwitch';
import { HeadsetTest } from './HeadsetTest';
import { useWork } from './useWork';
import css from './shift.module.css';

/** How a shift begins: what is new, what was handed over, and whether one is heard. */
export default function SignInDialog({ onClose }: { onClose: () => void }) {
  const { t, format } = useLanguage();
  const me = useMe();
  const client = useQueryClient();
  const { change } = useMyPresence();
  const { data: bulletins = [] } = useQuery(bulletinsQuery);
  const work = useWork();
  const [read, setRead] = useState<Id[]>([]);
  const [isHeard, setHeard] = useState(false);
  const unread = bulletins.filter((b) => !b.is_read);
  const handed = work?.handed_over ?? [];
  const hasRead = unread.every((b) => read.includes(b.id));

  function markRead(id: Id): void {
    setRead((all) => [...all, id]);
    api.post(`/bulletins/${id}/reading`).catch((error: unknown) => sayFailure(t, error));
  }

  const { mutate, isPending } = useMutation({
    mutationFn: () => api.post('/me/shift', { headset_ok: isHeard, read_bulletins: read }),
    onSuccess() {
      onClose();
      change({ state: 'available', reason: null });
    },
    onError: (error) => sayFailure(t, error),
    onSettled: () => client.invalidateQueries({ queryKey: ['work'] }),
  });

  return (
    <Sheet title={t('shift.start.title', { name: me.user.name })} onClose={onClose} size={600}>
      <p className={css.hint}>{t('shift.start.text')}</p>
      <ol className={css.steps}>
        <Step number={1} isDone={hasRead} title={t('shift.bulletins')}>
          {unread.length === 0 && <p className={css.hint}>{t('shift.noBulletins')}</p>}
          {unread.map((b) => (
            <article key={b.id} className={css.bulletin}>
              <strong><bdi>{b.title}</bdi></strong>
              <p dir="auto">{b.text}</p>
              {read.includes(b.id) ? <IconCheck size={18} role="img" aria-label={t('shift.read')} />
                : <Button size="compact-sm" variant="light" onClick={() => markRead(b.id)}>{t('shift.read')}</Button>}
            </article>
          ))}
        </Step>
        <Step number={2} isDone title={t('shift.handed')}>
          {handed.length === 0 && <p className={css.hint}>{t('shift.noHanded')}</p>}
          {handed.slice(0, 5).map((h) => (
            <p key={h.conversation_id} className={css.handed}>
              <bdi className="cut">{h.customer_name || t('customer.nameless')} · {h.note}</bdi>
              <small>{format.moment(h.at)}</small>
            </p>
          ))}
        </Step>
        <Step number={3} isDone={isHeard} title={t('shift.headset')}><HeadsetTest onResult={setHeard} /></Step>
      </ol>
      <div className={css.end}>
        <Button disabled={!hasRead} loading={isPending} onClick={() => mutate()}>{t(hasRead ? 'shift.begin' : 'shift.beginFirst')}</Button>
      </div>
    </Sheet>
  );
}

function Step({ number, title, isDone, children }: { number: number; title: string; isDone: boolean; children: ReactNode }) {
  const { format } = useLanguage();
  return (
    <li className={css.step}>
      <span className={css.number} data-done={isDone || undefined} aria-hidden>{isDone ? <IconCheck size={17} /> : format.number(number)}</span>
      <h3>{title}</h3>
      <div className={css.body}>{children}</div>
    </li>
  );
}
