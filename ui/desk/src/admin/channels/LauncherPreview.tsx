import { IconMessageCircle } from '@tabler/icons-react';
import { useTexts } from '../kit/texts';
import css from './channels.module.css';

/** How the chat stands on a page: the button and the head of the open chat in the brand's colour. */
export function LauncherPreview({ color, name }: { color: string; name: string }) {
  const a = useTexts();
  const onColor = isLight(color) ? '#1b1b1b' : '#ffffff';
  return (
    <div className={css.stage} role="img" aria-label={a('chat.previewAlt', { name })}>
      <div className={css.page} aria-hidden><i /><i /><i /><i /></div>
      <div className={css.chat} aria-hidden style={{ '--brand': color, '--on-brand': onColor } as React.CSSProperties}>
        <header><span>{[...name][0] ?? '؟'}</span><strong><bdi>{name}</bdi></strong></header>
        <p>{a('chat.previewHello')}</p>
        <p data-own>{a('chat.previewAsk')}</p>
      </div>
      <span className={css.launcher} aria-hidden style={{ background: color, color: onColor }}><IconMessageCircle size={30} /></span>
    </div>
  );
}

/** Relative luminance of WCAG 2: which ink is readable on the colour. */
function isLight(color: string): boolean {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.3;
}
