import { Button } from '@mantine/core';
import { IconCircleCheck, IconMailX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '~/api/client';
import { useLanguage } from '~/i18n/context';
import { sayFailure } from '~/shared/toast';
import { useTexts } from '../kit/texts';
import kit from '../kit/kit.module.css';
import type { Probe } from '../types';
import css from './channels.module.css';

interface Props {
  path: string;
  /** Whose words: the sending server's, the mailbox's, or those of the record in the DNS. */
  of: 'mail' | 'mailbox' | 'dkim';
  /** Changes that are not saved: what would be tried is not what is seen. */
  isChanged?: boolean;
  onTried?: () => void;
}

/** Asks a server now; says in plain words how it went, and beneath it the server's own words. */
export function Trial({ path, of, isChanged = false, onTried }: Props) {
  const a = useTexts();
  const { t } = useLanguage();
  const { mutate, data, isPending } = useMutation({
    mutationFn: () => api.post<Probe>(path),
    onSuccess: onTried,
    onError: (failure) => sayFailure(t, failure),
  });
  return (
    <div className={css.trial}>
      <Button variant="default" loading={isPending} disabled={isChanged} onClick={() => mutate()}>{a(`${of}.test`)}</Button>
      {isChanged && <p className={kit.hint}>{a('mail.testSaved')}</p>}
      <div role="status">
        {isPending && <p className={kit.hint}>{a(`${of}.testing`)}</p>}
        {data && <Outcome isGood={data.ok} title={a(data.ok ? `${of}.testOk` : `${of}.testFailed`)} advice={data.advice} said={data.said} />}
      </div>
    </div>
  );
}

interface OutcomeProps {
  isGood: boolean;
  title: ReactNode;
  advice?: string | null;
  said?: string | null;
}

/** How it stands with a server: in words, with what to do, and what the server itself said. */
export function Outcome({ isGood, title, advice, said }: OutcomeProps) {
  const a = useTexts();
  return (
    <div className={css.outcome} data-ok={isGood}>
      {isGood ? <IconCircleCheck size={24} aria-hidden /> : <IconMailX size={24} aria-hidden />}
      <div>
        <strong>{title}</strong>
        {advice && <p>{advice}</p>}
        {said && <p className={css.said}>{a('mail.said')} <bdi dir="auto">{said}</bdi></p>}
      </div>
    </div>
  );
}
