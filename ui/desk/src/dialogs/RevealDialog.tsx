import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '~/api/client';
import type { Revealed, SealedMark } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { sayFailure } from '~/shared/toast';
import { Sheet } from './Sheet';
import css from './dialogs.module.css';

/** The value is shown once, here only, for a reason that is kept. */
export default function RevealDialog({ dialog, onClose }: { dialog: { sealed: SealedMark }; onClose: () => void }) {
  const { t, locale } = useLanguage();
  const [reason, setReason] = useState('');
  const { mutate, data, isPending } = useMutation({
    mutationFn: () => api.post<Revealed>(`/sealed-values/${dialog.sealed.id}/reveal`, { reason: reason.trim() }),
    onError: (error) => sayFailure(t, error),
    gcTime: 0,
  });
  return (
    <Sheet title={t('reveal.title')} onClose={onClose}>
      {data ? <p className={css.value}><bdi dir="ltr">{data.value}</bdi></p> : (
        <form className={css.form} onSubmit={(e) => { e.preventDefault(); mutate(); }}>
          <p className={css.hint}>{t('reveal.text')}</p>
          <TextInput data-autofocus required label={t('reveal.reason')} value={reason} onChange={(e) => setReason(e.currentTarget.value)}
            attributes={{ input: { dir: reason ? 'auto' : locale === 'fa' ? 'rtl' : 'ltr' } }} />
          <div className={css.end}><Button type="submit" loading={isPending} disabled={!reason.trim()}>{t('reveal.show')}</Button></div>
        </form>
      )}
    </Sheet>
  );
}
