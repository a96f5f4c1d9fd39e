import { Button } from '@mantine/core';
import { IconCalendarShare } from '@tabler/icons-react';
import { useState } from 'react';
import { useConfirm } from '~/admin/kit/Confirm';
import { SecretSheet } from '~/admin/kit/Copy';
import { api } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { useDeed, useFeed, useShiftWords } from '~/workforce/shifts/useShifts';
import css from './MyShifts.module.css';
import card from '~/shared/card.module.css';

/** The link that a calendar reads one's shifts by: shown once, renewed, closed. */
export function Feed() {
  const s = useShiftWords();
  const { format } = useLanguage();
  const { data } = useFeed();
  const { ask, dialog } = useConfirm();
  const [url, setUrl] = useState<string | null>(null);
  const making = useDeed(() => api.post<{ url: string }>('/workforce/my/shift-feed'));
  const revoking = useDeed(() => api.delete('/workforce/my/shift-feed'));
  const make = () => making.mutate(undefined, { onSuccess: (made) => setUrl((made as { url: string }).url) });
  if (!data) return null;
  return (
    <section className={card.card} aria-labelledby="feed-title">
      <h2 id="feed-title">{s('feed.title')}</h2>
      <p>{s('feed.text')}</p>
      {data.exists && data.created_at && <p>{s('feed.since', { at: format.moment(data.created_at) })} · {data.last_read_at ? s('feed.read', { at: format.moment(data.last_read_at) }) : s('feed.never')}</p>}
      <div className={css.start}>
        {data.exists
          ? (
            <>
              <Button variant="light" loading={making.isPending} onClick={() => ask({ title: s('feed.renewTitle'), consequence: s('feed.renewText'), label: s('feed.renew'), run: make })}>{s('feed.renew')}</Button>
              <Button variant="subtle" color="red" loading={revoking.isPending} onClick={() => ask({ title: s('feed.revokeTitle'), consequence: s('feed.revokeText'), label: s('feed.revoke'), run: () => revoking.mutate(undefined) })}>{s('feed.revoke')}</Button>
            </>
          )
          : <Button variant="light" leftSection={<IconCalendarShare size={17} aria-hidden />} loading={making.isPending} onClick={make}>{s('feed.make')}</Button>}
      </div>
      {dialog}
      {url && <SecretSheet title={s('feed.title')} secret={url} note={s('feed.once')} onClose={() => setUrl(null)} />}
    </section>
  );
}
