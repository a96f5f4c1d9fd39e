import { IconAlertTriangle, IconMasksTheater } from '@tabler/icons-react';
import type { ConversationSummary } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import css from './ConversationPane.module.css';

/** What the server wants the agent to know about where this conversation comes from. */
export function MarkBar({ mark }: { mark: ConversationSummary['mark'] }) {
  const { t } = useLanguage();
  if (!mark) return null;
  const Picture = mark === 'simulated' ? IconMasksTheater : IconAlertTriangle;
  return (
    <p className={css.bar} data-tone={mark === 'simulated' ? 'quiet' : 'warn'}>
      <Picture size={17} aria-hidden /> {t(`mark.${mark}`)}
    </p>
  );
}
