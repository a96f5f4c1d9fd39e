import { Tooltip } from '@mantine/core';
import { useLanguage } from '~/i18n/context';
import { useLive } from '~/live/context';
import css from './LiveDot.module.css';

/** Whether what is on the screen is the present. Shape and words say it beside the colour. */
export function LiveDot() {
  const { t } = useLanguage();
  const { state } = useLive();
  const words = t(`connection.${state}`);
  return (
    <Tooltip label={words} position="right">
      <span className={css.place} role="img" aria-label={words} tabIndex={0}>
        <span className={css.dot} data-state={state} />
      </span>
    </Tooltip>
  );
}
