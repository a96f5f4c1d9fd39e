import { CloseButton } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import type { Attachment, Id } from '~/api/types';
import { useLanguage } from '~/i18n/context';
import type { Upload } from './useUploads';
import css from './Composer.module.css';

interface Props {
  attachments: Attachment[];
  uploads: Upload[];
  onRemove: (id: Id) => void;
}

export function AttachmentTray({ attachments, uploads, onRemove }: Props) {
  const { t } = useLanguage();
  if (attachments.length + uploads.length === 0) return null;
  return (
    <ul className={css.tray}>
      {attachments.map(({ id, name }) => (
        <li key={id} className={css.chip}>
          <IconPaperclip size={15} aria-hidden />
          <bdi className="cut">{name}</bdi>
          <CloseButton size={26} iconSize={15} aria-label={t('composer.removeAttachment', { name })} onClick={() => onRemove(id)} />
        </li>
      ))}
      {uploads.map(({ key, name, part, hasFailed, cancel }) => (
        <li key={key} className={css.chip} data-failed={hasFailed || undefined}>
          <bdi className="cut">{name}</bdi>
          <span className="numeric">{hasFailed ? t('composer.uploadFailed') : t('composer.uploading', { n: Math.round(part * 100) })}</span>
          <CloseButton size={26} iconSize={15} aria-label={t('composer.removeAttachment', { name })} onClick={cancel} />
          <span className={css.progress} style={{ inlineSize: `${part * 100}%` }} />
        </li>
      ))}
    </ul>
  );
}
