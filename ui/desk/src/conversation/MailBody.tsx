import { Button } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import type { Message } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import { useMay } from '~/shell/me';
import { MailText } from './MailText';
import { Sealed } from './MessageText';
import css from './MailBody.module.css';

const RichText = lazy(() => import('~/richtext/RichText'));

/** Ours is drawn as it was written; what others wrote stays in its frame. */
export function MailBody({ message }: { message: Message }) {
  if (message.direction === 'inbound' || !message.html) return <Foreign message={message} />;
  const urlOf = (id: string) => message.attachments.find((one) => one.id === id)?.url;
  return (
    <Suspense fallback={<MailText message={message} />}>
      <RichText html={message.html} urlOf={urlOf} />
      <Revealing message={message} />
    </Suspense>
  );
}

/** Dressed words are drawn as they are: what is masked in them opens below. */
function Revealing({ message: { meta: { sealed = [] } } }: { message: Message }) {
  const mayReveal = useMay('sealed_values.reveal');
  if (!mayReveal || sealed.length === 0) return null;
  return <p className={css.tools}>{sealed.map((mark) => <Sealed key={mark.id} mark={mark} />)}</p>;
}

/** A mail as text first; its own layout in a frame without rights, remote pictures only when asked. */
function Foreign({ message }: { message: Message }) {
  const { t } = useLanguage();
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
      </p>
    </div>
  );
}
