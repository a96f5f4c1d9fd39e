import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowsSplit2, IconCode, IconDots, IconMailForward, IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { conversationQuery } from '~/api/queries';
import type { Message, Role } from '~/api/types';
import { useDialog } from '~/dialogs/context';
import { useLanguage } from '~/i18n/context';
import { useMay, useMe } from '~/shell/me';
import SenderWords from './SenderWords';
import { Deliveries } from './Deliveries';
import { printPage } from './printing';
import { useTexts } from './useTexts';
import css from './parts.module.css';

/* The mail as it came shows what is masked elsewhere. */
const LEADERS: Role[] = ['admin', 'supervisor'];

/** Who really wrote a mail to us; whom one of ours to several went to, and how far it has come with each. */
export function MailFacts({ message }: { message: Message }) {
  const { recipients } = message.meta.mail ?? {};
  const deliveries = message.meta.delivery?.recipients ?? [];
  if (message.direction === 'inbound') return <SenderWords auth={message.meta.mail?.auth} proof={message.meta.mail?.proof} isPrivate={message.meta.mail?.private != null} />;
  if (!recipients) return null;
  const several = recipients.to.length + recipients.cc.length + recipients.bcc.length > 1;
  if (deliveries.length > 1) return <Deliveries message={message} recipients={recipients} deliveries={deliveries} />;
  return several ? <Recipients recipients={recipients} /> : null;
}

function Recipients({ recipients }: { recipients: { to: string[]; cc: string[]; bcc: string[] } }) {
  const m = useTexts();
  return (
    <dl className={css.recipients}>
      {(['to', 'cc', 'bcc'] as const).filter((key) => recipients[key].length > 0).map((key) => (
        <div key={key}><dt>{m(key)}:</dt><dd>{recipients[key].map((address) => <bdi key={address} dir="ltr">{address}</bdi>)}</dd></div>
      ))}
    </dl>
  );
}

/** What can be done with one mail. */
export function MailMenu({ message }: { message: Message }) {
  const { t } = useLanguage();
  const m = useTexts();
  const me = useMe();
  const { open } = useDialog();
  // Where a talk was merged into another one, nothing begins any more.
  const { data: conversation } = useQuery({ ...conversationQuery(message.conversation_id), enabled: false });
  const mayWrite = useMay('conversations.write') && !conversation?.merged_into;
  const hasOriginal = LEADERS.includes(me.role) && message.meta.mail?.raw_id !== undefined;
  return (
    <Menu position="bottom-end" shadow="lg" width={240}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" c="var(--ink-faint)" size={26} className={css.menu} aria-label={m('menu')}><IconDots size={17} aria-hidden /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mayWrite && message.kind === 'message' && (
          <Menu.Item leftSection={<IconMailForward size={17} aria-hidden className="mirrored" />} onClick={() => open({ kind: 'forward', message })}>{m('forward')}</Menu.Item>
        )}
        {mayWrite && (
          <Menu.Item leftSection={<IconArrowsSplit2 size={17} aria-hidden />}
            onClick={() => open({ kind: 'split', conversation: { id: message.conversation_id }, message: message.id })}>{t('action.split')}</Menu.Item>
        )}
        {hasOriginal && <Menu.Item leftSection={<IconCode size={17} aria-hidden />} onClick={() => open({ kind: 'source', message: message.id })}>{m('source')}</Menu.Item>}
        <Menu.Item leftSection={<IconPrinter size={17} aria-hidden />} onClick={() => printPage(`/mails/${message.id}`)}>{m('print')}</Menu.Item>
        <Menu.Item leftSection={<IconPrinter size={17} aria-hidden />} onClick={() => printPage(`/conversations/${message.conversation_id}`)}>{m('printAll')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
