import css from './Desk.module.css';
import railCss from './Rail.module.css';
import { InboxSkeleton } from '~/shared/skeletons';

/** The shape of the desk before the first answer. */
export function DeskSkeleton() {
  return (
    <div className={css.desk} aria-busy="true">
      <div className={railCss.rail} />
      <div className={css.room}><InboxSkeleton /></div>
    </div>
  );
}
