import { ChannelIcon } from './channels';
import css from './Avatar.module.css';

interface Props {
  name: string | null;
  channel?: string | null;
  size?: number;
  isVerified?: boolean;
}

/** First letter on a quiet ground, with the channel as a small badge. The name is always said beside it. */
export function Avatar({ name, channel, size = 38 }: Props) {
  return (
    <span className={css.avatar} style={{ inlineSize: size, blockSize: size, fontSize: size * 0.42 }}>
      <span aria-hidden>{initial(name)}</span>
      {channel !== undefined && (
        <span className={css.badge}>
          <ChannelIcon kind={channel} size={12} isNamed />
        </span>
      )}
    </span>
  );
}

function initial(name: string | null): string {
  const [first] = [...(name ?? '').replace(/^(شرکت|فروشگاه|مؤسسه)\s+/, '').trim()];
  return first?.toLocaleUpperCase() ?? '؟';
}
