import css from './Kbd.module.css';
import { keyName } from '~/commands/keys';

/** A shortcut as keys to look at, always left to right. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <bdi dir="ltr" className={css.keys}>
      {keys.split('+').map((part) => (
        <kbd key={part} className={css.key}>{keyName(part)}</kbd>
      ))}
    </bdi>
  );
}
