import { IconDownload, IconFile } from '@tabler/icons-react';
import type { Attachment } from '~/api/types';
import { useDialog } from '~/dialogs/context';
import { useLanguage } from '~/i18n/context';
import css from './Attachments.module.css';

export function Attachments({ items }: { items: Attachment[] }) {
  const { t, format } = useLanguage();
  const { open } = useDialog();
  if (items.length === 0) return null;
  return (
    <ul className={css.list}>
      {items.map((item) => (
        <li key={item.id}>
          {item.is_image ? (
            <button type="button" className={css.picture} onClick={() => open({ kind: 'image', url: item.url, name: item.name })}
              aria-label={t('attachment.preview', { name: item.name })}>
              <img src={item.url} alt="" loading="lazy" />
            </button>
          ) : (
            <a className={css.file} href={item.url} download={item.name} aria-label={t('attachment.download', { name: item.name })}>
              <IconFile size={20} stroke={1.6} aria-hidden />
              <span className={css.words}>
                <bdi className="cut">{item.name}</bdi>
                <span>{format.size(item.size)}</span>
              </span>
              <IconDownload size={16} aria-hidden />
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
