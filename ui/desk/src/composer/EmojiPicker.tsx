import { EmojiPicker } from 'frimousse';
import { useLanguage } from '~/i18n/context';
import css from './EmojiPicker.module.css';

/** The data of the picker comes from our own server: nothing is asked of strangers. */
export default function Picker({ onPick }: { onPick: (emoji: string) => void }) {
  const { t } = useLanguage();
  return (
    <EmojiPicker.Root className={css.root} emojibaseUrl={`${import.meta.env.BASE_URL}emoji`} onEmojiSelect={({ emoji }) => onPick(emoji)}>
      <EmojiPicker.Search className={css.search} aria-label={t('composer.emojiSearch')} placeholder={t('composer.emojiSearch')} />
      <EmojiPicker.Viewport className={css.view}>
        <EmojiPicker.Empty className={css.none}>{t('composer.emojiNone')}</EmojiPicker.Empty>
        <EmojiPicker.List components={{
          CategoryHeader: ({ category, ...props }) => <div {...props} className={css.category}>{category.label}</div>,
          Emoji: ({ emoji, ...props }) => <button {...props} type="button" className={css.emoji}>{emoji.emoji}</button>,
        }} />
      </EmojiPicker.Viewport>
    </EmojiPicker.Root>
  );
}
