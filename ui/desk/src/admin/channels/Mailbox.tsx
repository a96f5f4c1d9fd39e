import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '~/api/client';
import type { Id } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { ChoiceField, MaybeNumberField, SecretField, TextField } from '../kit/fields';
import { Card } from '../kit/Page';
import { useTexts } from '../kit/texts';
import kit from '../kit/kit.module.css';
import type { Channel, ChannelSettings, MailboxSettings, MailboxState } from '../types';
import { OAuthFields } from './OAuthFields';
import { Outcome, Trial } from './Trial';

type Protocol = MailboxSettings['protocol'];

const LOOK_MS = 15_000;
const PROTOCOLS = ['imap', 'pop3'] as const;
const ENCRYPTIONS = ['tls', 'starttls', 'none'] as const;
// A mailbox of POP3 has no folders and no marks.
const AFTER: Record<Protocol, readonly MailboxSettings['after'][]> = { imap: ['seen', 'keep', 'delete', 'move'], pop3: ['keep', 'delete'] };
const BEGIN: Record<Protocol, readonly MailboxSettings['begin'][]> = { imap: ['unread', 'new', 'all'], pop3: ['all', 'new'] };
const USUAL_PORTS: Record<Protocol, { tls: number; plain: number }> = { imap: { tls: 993, plain: 143 }, pop3: { tls: 995, plain: 110 } };

interface Props {
  channel: Channel | null;
  settings: ChannelSettings;
  error: (field: string) => string | undefined;
  tune: (changes: Partial<ChannelSettings>) => void;
  isOff: boolean;
  isChanged: boolean;
}

/** A mailbox of another house whose mails are fetched; without its host none is. */
export function Mailbox({ channel, settings, error, tune, isOff, isChanged }: Props) {
  const a = useTexts();
  const { format } = useLanguage();
  const box = settings.mailbox ?? {};
  const { protocol = 'imap', encryption = 'tls' } = box;
  const set = (changes: Partial<MailboxSettings>) => tune({ mailbox: { ...box, ...changes } });
  const of = (field: keyof MailboxSettings) => error(`settings.mailbox.${field}`);
  const [after, begin] = [shownOf(AFTER[protocol], box.after), shownOf(BEGIN[protocol], box.begin)];
  return (
    <Card title={a('mailbox.title')} hint={a('mailbox.hint')}>
      <div className={kit.two}>
        <TextField label={a('mailbox.host')} hint={a('mailbox.hostHint')} isLatin isOff={isOff} placeholder="imap.shop.example" value={box.host ?? ''} error={of('host')} onChange={(host) => set({ host: host.trim() })} />
        <ChoiceField label={a('mailbox.protocol')} isOff={isOff} value={protocol} error={of('protocol')} options={PROTOCOLS.map((one) => ({ value: one, label: a(`mailbox.${one}`) }))} onChange={(one) => set({ protocol: one as Protocol })} />
      </div>
      {box.host && (
        <>
          <div className={kit.two}>
            <ChoiceField label={a('mailbox.encryption')} hint={encryption === 'none' ? a('mail.tlsHint') : undefined} isOff={isOff} value={encryption} error={of('encryption')} options={ENCRYPTIONS.map((one) => ({ value: one, label: a(`mailbox.${one}`) }))} onChange={(one) => set({ encryption: one as MailboxSettings['encryption'] })} />
            <MaybeNumberField label={a('mail.port')} none={format.digits(String(USUAL_PORTS[protocol][encryption === 'tls' ? 'tls' : 'plain']))} min={1} max={65535} isOff={isOff} value={box.port || null} error={of('port')} onChange={(port) => set({ port: port ?? 0 })} />
            <TextField label={a('mail.user')} isLatin isOff={isOff} value={box.user ?? ''} error={of('user')} onChange={(user) => set({ user })} />
            <SecretField label={a('mail.password')} hint={a('mailbox.passwordHint')} isLatin isOff={isOff} value={box.password ?? ''} error={of('password')} onChange={(password) => set({ password })} />
          </div>
          <OAuthFields of="mailbox" value={box.oauth} error={error} isOff={isOff} onChange={(oauth) => set({ oauth })} />
          <div className={kit.two}>
            {protocol === 'imap' && <TextField label={a('mailbox.folder')} isLatin isOff={isOff} value={box.folder ?? 'INBOX'} error={of('folder')} onChange={(folder) => set({ folder })} />}
            <ChoiceField label={a('mailbox.begin')} hint={a('mailbox.beginHint')} isOff={isOff} value={begin} error={of('begin')} options={BEGIN[protocol].map((one) => ({ value: one, label: a(`mailbox.begin.${one}`) }))} onChange={(one) => set({ begin: one as MailboxSettings['begin'] })} />
            <ChoiceField label={a('mailbox.after')} hint={a('mailbox.afterHint')} isOff={isOff} value={after} error={of('after')} options={AFTER[protocol].map((one) => ({ value: one, label: a(`mailbox.after.${one}`) }))} onChange={(one) => set({ after: one as MailboxSettings['after'] })} />
            {after === 'move' && <TextField label={a('mailbox.moveTo')} isLatin isOff={isOff} value={box.move_to ?? 'Processed'} error={of('move_to')} onChange={(move_to) => set({ move_to })} />}
          </div>
        </>
      )}
      {channel && <Standing id={channel.id} isChanged={isChanged} />}
    </Card>
  );
}

/** What a choice amounts to under a protocol that has fewer: the first of those is what is done then. */
const shownOf = <T extends string>(known: readonly T[], chosen: string | undefined): T | null => known.find((one) => one === chosen) ?? known[0] ?? null;

/** How the fetching of the saved mailbox goes, and a trial of it. */
function Standing({ id, isChanged }: { id: Id; isChanged: boolean }) {
  const a = useTexts();
  const { format } = useLanguage();
  const client = useQueryClient();
  const key = ['configuration', 'channels', id, 'mailbox'];
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<MailboxState>(`/channels/${id}/mailbox`, signal),
    refetchInterval: (query) => (query.state.data?.is_set ? LOOK_MS : false),
  });
  if (!data?.is_set) return null;
  return (
    <>
      {data.failing_since ? <Outcome isGood={false} title={a('mailbox.failing', { at: format.moment(data.failing_since) })} advice={data.advice} said={data.said} />
        : data.fetched_at ? <Outcome isGood title={a('mailbox.fetched', { at: format.moment(data.fetched_at) })} />
          : <p className={kit.hint}>{a('mailbox.waiting')}</p>}
      {data.failing_since && data.fetched_at && <p className={kit.hint}>{a('mailbox.fetched', { at: format.moment(data.fetched_at) })}</p>}
      <Trial path={`/channels/${id}/mailbox/test`} of="mailbox" isChanged={isChanged} onTried={() => void client.invalidateQueries({ queryKey: key })} />
    </>
  );
}
