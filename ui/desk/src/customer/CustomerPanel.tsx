import { ActionIcon } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconBuilding, IconShieldCheck, IconShieldQuestion, IconX } from '@tabler/icons-react';
import { memo } from 'react';
import { conversationQuery } from '~/api/queries';
import type { Conversation, Id } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import type { Key } from '~/messages/fa';
import { Avatar } from '~/shared/Avatar';
import { LinesSkeleton } from '~/shared/skeletons';
import { usePhone } from '~/shared/usePhone';
import { ContextCard } from './ContextCard';
import { History } from './History';
import { Identities } from './Identities';
import { MergeSuggestions } from './MergeSuggestions';
import css from './CustomerPanel.module.css';

/** The person behind the conversation: how to reach them, where they were, what was before. */
export const CustomerPanel = memo(function CustomerPanel({ conversationId, onClose }: { conversationId: Id; onClose: (conversation: Id) => void }) {
  const { t } = useLanguage();
  const { data: conversation, isError } = useQuery(conversationQuery(conversationId));
  const isPhone = usePhone();
  const Frame = isPhone ? 'main' : 'aside';
  return (
    <Frame data-pane="customer" className={css.panel} aria-label={t('customer.label')}>
      {isPhone && <h1 className="unseen">{t('customer.label')}</h1>}
      <ActionIcon className={css.close} variant="subtle" size={40} onClick={() => onClose(conversationId)} aria-label={t('customer.close')}>
        <IconX size={20} aria-hidden />
      </ActionIcon>
      {conversation ? <Filled conversation={conversation} /> : !isError && <div className={css.part}><LinesSkeleton count={6} /></div>}
    </Frame>
  );
});

function Filled({ conversation }: { conversation: Conversation }) {
  const { t, format } = useLanguage();
  const { customer } = conversation;
  const isVerified = customer.is_verified;
  const Shield = isVerified ? IconShieldCheck : IconShieldQuestion;
  return (
    <>
      <header className={css.who}>
        <Avatar name={customer.name} size={46} />
        <div className={css.names}>
          <h2 className="cut"><bdi>{customer.name || t('customer.nameless')}</bdi></h2>
          <p className={css.standing} data-verified={isVerified || undefined}>
            <Shield size={15} aria-hidden /> {t(isVerified ? 'customer.verified' : 'customer.unverified')}
            {customer.kind === 'firm' && <><IconBuilding size={15} aria-hidden /> {t('customer.firm')}</>}
          </p>
        </div>
      </header>
      <div className={css.scroll} tabIndex={0} role="region" aria-label={t('customer.label')}>
        <MergeSuggestions customer={customer} />
        <ContextCard conversation={conversation} />
        <Identities customer={customer} />
        <Attributes values={customer.attributes} />
        <History customer={customer} openId={conversation.id} />
        <p className={css.since}>{t('customer.since', { date: format.date(customer.created_at) })}</p>
      </div>
    </>
  );
}

const WORDED = new Set(['city', 'orders', 'club']);

function Attributes({ values }: { values: Record<string, string | number | boolean> }) {
  const { t, format } = useLanguage();
  const pairs = Object.entries(values);
  if (pairs.length === 0) return null;
  return (
    <dl className={css.pairs}>
      {pairs.map(([name, value]) => (
        <div key={name}>
          <dt><bdi>{WORDED.has(name) ? t(`attribute.${name}` as Key) : name}</bdi></dt>
          <dd><bdi>{typeof value === 'number' ? format.number(value) : typeof value === 'boolean' ? t(value ? 'value.yes' : 'value.no') : value}</bdi></dd>
        </div>
      ))}
    </dl>
  );
}
