import type { Suggestion } from './useSuggestions';
import css from './Composer.module.css';

interface Props {
  id: string;
  title: string;
  items: Suggestion[];
  active: number;
  onPick: (item: Suggestion) => void;
}

/** The list above the field; the focus stays where one writes. */
export function SuggestionList({ id, title, items, active, onPick }: Props) {
  return (
    <div className={css.suggestions}>
      <p className={css.suggestionsTitle}>{title}</p>
      <ul id={id} role="listbox" aria-label={title}>
        {items.map((item, i) => (
          <li key={item.id} id={`${id}-${i}`} role="option" aria-selected={i === active} className={css.suggestion}
            onMouseDown={(e) => e.preventDefault()} onClick={() => onPick(item)}>
            <strong className="cut"><bdi>{item.title}</bdi></strong>
            {item.shortcut && <code><bdi dir="ltr">/{item.shortcut}</bdi></code>}
            <span className="cut"><bdi>{item.detail}</bdi></span>
          </li>
        ))}
      </ul>
    </div>
  );
}
