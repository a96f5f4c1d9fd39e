import { IconAlertTriangle, IconLock, IconShieldCheck } from '@tabler/icons-react';
import type { MailAuthenticity } from '~/api/types';
import { useMessages } from '~/i18n/context';
import css from './SenderWords.module.css';
import { senderWords, type SenderKey } from './senderWords';

interface Props {
  auth?: MailAuthenticity;
  proof?: string | null;
  isPrivate?: boolean;
}

/** Whether the sender of a mail is who they say, and why, in one sentence. */
export default function SenderWords({ auth, proof, isPrivate = false }: Props) {
  const a = useMessages(senderWords);
  const by = proof === 'reply_token' ? proof : auth?.method;
  const key = (by ? `by.${by}` : `why.${auth?.why ?? 'unsigned'}`) as SenderKey;
  const words = a(key in senderWords.fa ? key : 'why.unsigned', { signer: auth?.signers?.[0] ?? '—' });
  const Picture = by ? IconShieldCheck : IconAlertTriangle;
  return (
    <>
      {isPrivate && <p className={css.words} data-tone="bad"><IconLock size={15} aria-hidden />{a('private')}</p>}
      {auth && <p className={css.words} data-tone={by ? 'good' : 'warn'}><Picture size={15} aria-hidden /><span>{words}</span></p>}
    </>
  );
}
