import { lazy, Suspense } from 'react';
import { useLanguage } from '~/i18n/context';
import { useWork } from './useWork';
import css from './WorkDock.module.css';

const Offer = lazy(() => import('./Offer'));
const WrapUp = lazy(() => import('./WrapUp'));

/** Work that comes by itself, in a corner of every page. It never takes the focus from who is writing. */
export function WorkDock() {
  const { t } = useLanguage();
  const work = useWork();
  const offers = work?.reservations ?? [];
  const wrapUps = work?.wrap_up ?? [];
  return (
    <>
      <p className="unseen" role="status">{offers.length > 0 ? t('offer.count', { n: offers.length }) : ''}</p>
      {(offers.length > 0 || wrapUps.length > 0) && (
        <aside className={css.dock} aria-label={t('help.group.work')}>
          <Suspense fallback={null}>
            {offers[0] && <Offer key={offers[0].id} reservation={offers[0]} />}
            {wrapUps[0] && <WrapUp key={wrapUps[0].id} item={wrapUps[0]} isFolded={offers.length > 0} />}
          </Suspense>
        </aside>
      )}
    </>
  );
}
