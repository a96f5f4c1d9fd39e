import css from './skeletons.module.css';

const ROWS = [62, 48, 70, 55, 64, 44, 58, 66];

export function ListSkeleton() {
  return (
    <div aria-hidden className={css.list}>
      {ROWS.map((width, i) => (
        <div key={i} className={css.row}>
          <span className={css.circle} />
          <span className={css.lines}>
            <span className={css.bar} style={{ inlineSize: `${width}%` }} />
            <span className={css.bar} style={{ inlineSize: '88%' }} />
            <span className={css.bar} style={{ inlineSize: '36%' }} />
          </span>
        </div>
      ))}
    </div>
  );
}

export function ThreadSkeleton() {
  return (
    <div aria-hidden className={css.thread}>
      {[46, 58, 38, 64, 42].map((width, i) => (
        <span key={i} className={css.bubble} data-side={i % 2 ? 'end' : 'start'} style={{ inlineSize: `${width}%` }} />
      ))}
    </div>
  );
}

export function LinesSkeleton({ count = 4 }: { count?: number }) {
  return (
    <div aria-hidden className={css.lines}>
      {ROWS.slice(0, count).map((width, i) => <span key={i} className={css.bar} style={{ inlineSize: `${width}%` }} />)}
    </div>
  );
}

export function PageSkeleton() {
  return <div className={css.page} aria-busy="true"><LinesSkeleton count={8} /></div>;
}

export function InboxSkeleton() {
  return (
    <div className={css.inbox}>
      <ListSkeleton />
      <ThreadSkeleton />
      <div className={css.panel}><LinesSkeleton count={6} /></div>
    </div>
  );
}
