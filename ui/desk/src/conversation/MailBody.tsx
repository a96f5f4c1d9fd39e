import { Button } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import type { Message, Role } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { useMe } from '~/shell/me';
import { MailText } from './MailText';
import css from './MailBody.module.css';

/* The mail as it came shows what is masked elsewhere. */
const LEADERS: Role[] = ['admin', 'supervisor'];

/** A mail as text first; its own layout in a frame without rights, remote pictures only when asked. */
export function MailBody({ message }: { message: Message }) {
  const { t } = useLanguage();
  const me = useMe();
  const [isOriginal, setOriginal] = useState(!message.text);
  const [hasImages, setImages] = useState(false);
  return (
    <div className={css.mail}>
      {isOriginal ? (
        <iframe className={css.frame} sandbox="" title={t('mail.title')} referrerPolicy="no-referrer" loading="lazy"
          src={`/api/v1/mails/${message.id}/frame?images=${hasImages ? 1 : 0}`} />
      ) : <MailText message={message} />}
      <p className={css.tools}>
        <Button size="compact-xs" variant="subtle" onClick={() => setOriginal(!isOriginal)}>
          {t(isOriginal ? 'mail.showText' : 'mail.showHtml')}
        </Button>
        {isOriginal && !hasImages && (
          <Button size="compact-xs" variant="light" leftSection={<IconPhoto size={14} aria-hidden />} title={t('mail.imagesBlocked')}
            onClick={() => setImages(true)}>{t('mail.showImages')}</Button>
        )}
        {LEADERS.includes(me.role) && <a href={`/api/v1/mails/${message.id}/raw`} target="_blank" rel="noreferrer">{t('mail.source')}</a>}
      </p>
    </div>
  );
}
