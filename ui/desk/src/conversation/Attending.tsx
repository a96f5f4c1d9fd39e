import { IconEye, IconPencil } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { Id } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { useLive } from '~/live/context';
import css from './ConversationPane.module.css';

const SAY_VIEWING_MS = 30_000;

/** Warns when a colleague is here too, before two answers go out. */
export function Attending({ conversation }: { conversation: Id }) {
  const { t } = useLanguage();
  const { attending, tell } = useLive();

  useEffect(() => {
    tell(conversation, 'viewing');
    const again = setInterval(() => tell(conversation, 'viewing'), SAY_VIEWING_MS);
    return () => clearInterval(again);
  }, [conversation, tell]);

  const colleagues = attending(conversation).filter((p) => p.what !== 'customer_typing');
  const busiest = colleagues.find((p) => p.what !== 'viewing') ?? colleagues[0];
  if (!busiest) return null;
  const isAnswering = busiest.what !== 'viewing';
  const Picture = isAnswering ? IconPencil : IconEye;
  return (
    <p className={css.attending} data-what={busiest.what}>
      <Picture size={15} aria-hidden />
      {t(isAnswering ? 'composer.answering' : 'composer.viewing', { name: busiest.name ?? '' })}
    </p>
  );
}
