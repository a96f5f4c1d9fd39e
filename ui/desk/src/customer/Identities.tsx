import { Button, CopyButton, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconAt, IconDevices, IconHash, IconId, IconPhone, IconShieldCheck, type Icon } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '~/api/client';
import type { Customer, Identity } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { sayDone, sayFailure } from '~/shared/toast';
import { useMay } from '~/shell/me';
import css from './CustomerPanel.module.css';

const ICONS: Record<Identity['kind'], Icon> = {
  phone: IconPhone, email: IconAt, device: IconDevices, handle: IconId, external: IconHash,
};

/** How a customer can be reached; a shared number is said aloud, for a line is not a person. */
export function Identities({ customer }: { customer: Customer }) {
  const { t } = useLanguage();
  const shown = customer.identities.filter((i) => i.kind !== 'device');
  return (
    <section className={css.part}>
      <h3>{t('customer.identities')}</h3>
      {shown.length === 0 && <p className={css.quiet}>{t('customer.noIdentities')}</p>}
      <ul>{shown.map((identity) => <Line key={identity.id} identity={identity} customer={customer} />)}</ul>
    </section>
  );
}

function Line({ identity, customer }: { identity: Identity; customer: Customer }) {
  const { t, format } = useLanguage();
  const mayVerify = useMay('customers.merge');
  const Picture = ICONS[identity.kind];
  const written = identity.kind === 'external' ? accountOf(identity.value) : identity.raw || identity.value;
  return (
    <li className={css.identity}>
      <Picture size={16} stroke={1.7} role="img" aria-label={t(`identity.${identity.kind}`)} />
      <CopyButton value={identity.kind === 'external' ? written : identity.value}>
        {({ copied, copy }) => (
          <Tooltip label={t('customer.copied')} opened={copied}>
            <button type="button" dir="ltr" className={`${css.value} cut numeric`} onClick={copy} aria-label={t('customer.copy', { value: written })}>
              <bdi dir="ltr">{written}</bdi>
            </button>
          </Tooltip>
        )}
      </CopyButton>
      {identity.is_verified ? (
        <Tooltip label={identity.verified_until ? t('customer.verifiedBy', { date: format.date(identity.verified_until) }) : t('customer.verified')}>
          <span className={css.badge} role="img" aria-label={t('customer.verified')}><IconShieldCheck size={18} aria-hidden /></span>
        </Tooltip>
      ) : mayVerify && <Verify identity={identity} customer={customer} />}
      {identity.shared_with > 0 && (
        <p className={css.shared}><IconAlertTriangle size={16} aria-hidden /> {t(identity.kind === 'phone' ? 'customer.shared' : 'customer.sharedAddress', { n: identity.shared_with + 1 })}</p>
      )}
    </li>
  );
}

/** An account number carries the channel that vouches for it in front. */
const accountOf = (value: string) => value.slice(value.indexOf(':') + 1);

function Verify({ identity, customer }: { identity: Identity; customer: Customer }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => api.post(`/customers/${customer.id}/identities/${identity.id}/verification`, { method: 'agent_checked', note: '' }),
    onSuccess: () => sayDone(t('done.verified')),
    onError: (error) => sayFailure(t, error),
    onSettled: () => client.invalidateQueries({ queryKey: ['conversation'] }),
  });
  return (
    <Tooltip label={t('customer.verifyHint')}>
      <Button size="compact-xs" variant="subtle" loading={isPending} onClick={() => mutate()}>{t('customer.verify')}</Button>
    </Tooltip>
  );
}
