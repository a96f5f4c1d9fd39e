import { IconPaperclip } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { LinesSkeleton } from '~/shared/skeletons';
import type { ForwardPreview } from './types';
import { directionOf } from './subject';
import { useTexts } from './useTexts';
import css from './forward.module.css';

/** The mail as it will be, in a frame without any right. */
export function Preview({ preview: { data, isError, isFetching }, to }: { preview: UseQueryResult<ForwardPreview & { page: string }>; to: string[] }) {
  const m = useTexts();
  return (
    <section className={css.preview} aria-label={m('preview')} aria-busy={isFetching}>
      <h3>{m('preview')}</h3>
      {data ? (
        <>
          <dl className={css.facts}>
            <div><dt>{m('to')}:</dt><dd>{to.length ? to.map((address) => <bdi key={address} dir="ltr">{address}</bdi>) : '—'}</dd></div>
            <div><dt>{m('subject')}:</dt><dd><bdi dir={directionOf(data.subject)}>{data.subject}</bdi></dd></div>
          </dl>
          <iframe className={css.frame} sandbox="" srcDoc={data.page} title={m('preview')} referrerPolicy="no-referrer" />
          {data.attachments.length > 0 && (
            <ul className={css.files} aria-label={m('files')}>
              {data.attachments.map((one) => <li key={one.id}><IconPaperclip size={14} aria-hidden /><bdi className="cut">{one.name}</bdi></li>)}
            </ul>
          )}
        </>
      ) : isError ? <p className={css.hint}>{m('previewFailed')}</p> : <div className={css.coming} role="status" aria-label={m('previewWait')}><LinesSkeleton count={5} /></div>}
    </section>
  );
}
