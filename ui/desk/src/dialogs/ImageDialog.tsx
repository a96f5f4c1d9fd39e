import { useLanguage } from '~/i18n/context';
import { Sheet } from './Sheet';
import css from './dialogs.module.css';

export default function ImageDialog({ dialog, onClose }: { dialog: { url: string; name: string }; onClose: () => void }) {
  const { t } = useLanguage();
  return (
    <Sheet title={dialog.name} onClose={onClose} size="xl">
      <img src={dialog.url} alt={dialog.name} className={css.picture} />
      <p><a href={dialog.url} download={dialog.name}>{t('attachment.download', { name: dialog.name })}</a></p>
    </Sheet>
  );
}
