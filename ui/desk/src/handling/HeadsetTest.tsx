import { Button, Checkbox } from '@mantine/core';
import { IconMicrophone, IconVolume } from '@tabler/icons-react';
import { useState } from 'react';
import { useLanguage } from '~/i18n/context';
import { chime } from './chime';
import { useMicrophone } from './useMicrophone';
import css from './shift.module.css';

const AUDIBLE = 0.15;

/** Speak, and hear: the bar shows the real level, the beep is confirmed by the person. */
export function HeadsetTest({ onResult }: { onResult: (isOk: boolean) => void }) {
  const { t } = useLanguage();
  const { state, level, peak, start } = useMicrophone();
  const [hasHeard, setHeard] = useState(false);
  const isSpeaking = peak > AUDIBLE;

  return (
    <div className={css.headset}>
      <p className={css.hint}>{t('shift.headsetText')}</p>
      <div className={css.row}>
        <Button variant="default" leftSection={<IconMicrophone size={17} aria-hidden />} onClick={() => void start()}>{t('shift.headsetStart')}</Button>
        <meter className={css.meter} min={0} max={1} value={level} aria-label={t('shift.headsetLevel')} />
      </div>
      {state === 'denied' && <p className={css.fault}>{t('shift.headsetDenied')}</p>}
      {state === 'missing' && <p className={css.fault}>{t('shift.headsetMissing')}</p>}
      {state === 'listening' && isSpeaking && <p className={css.good}>{t('shift.headsetGood')}</p>}
      <div className={css.row}>
        <Button variant="default" leftSection={<IconVolume size={17} aria-hidden />} onClick={() => chime([880], 0.2)}>{t('shift.headsetBeep')}</Button>
        <Checkbox label={t('shift.headsetHeard')} checked={hasHeard}
          onChange={(e) => { setHeard(e.currentTarget.checked); onResult(e.currentTarget.checked && isSpeaking); }} />
      </div>
    </div>
  );
}
