import { Button, Loader } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '~/api/client';
import type { Id } from '~/api/types';
import { Sheet } from '~/dialogs/Sheet';
import { useLanguage } from '~/i18n/context';
import { Broken } from '~/shared/Broken';
import type { MailSource } from './types';
import { useTexts } from './useTexts';
import css from './parts.module.css';

/** A mail as it came: its headers in their order and its raw text, left to right whatever the page. */
export default function SourceDialog({ dialog, onClose }: { dialog: { message: Id }; onClose: () => void }) {
  const m = useTexts();
  const { format } = useLanguage();
  // Every look is written down: nothing is kept to be looked at again without that.
  const { data, error, refetch } = useQuery({
    queryKey: ['mail-source', dialog.message],
    queryFn: ({ signal }) => api.get<MailSource>(`/mails/${dialog.message}/source`, signal),
    gcTime: 0, staleTime: Infinity, retry: false,
  });
  return (
    <Sheet title={m('sourceTitle')} onClose={onClose} size={860}>
      {error ? <Broken onRetry={() => void refetch()} /> : !data ? <p className={css.loading}><Loader size="sm" /></p> : (
        <>
          <p className={css.hint}>{m('sourceText')}</p>
          <table className={css.headers} dir="ltr" aria-label={m('headers')}>
            <tbody>
              {data.headers.map(([name, value], i) => <tr key={i}><th scope="row">{name}</th><td>{value}</td></tr>)}
            </tbody>
          </table>
          <div className={css.sourceTools}>
            <h3>{m('body')}</h3>
            <CopySource text={data.source} />
            <Button size="compact-md" variant="light" component="a" href={`/api/v1/mails/${dialog.message}/raw`} leftSection={<IconDownload size={16} aria-hidden />}>{m('download')}</Button>
          </div>
          {data.cut && <p className={css.hint}>{m('cut', { size: format.size(data.size) })}</p>}
          <pre className={css.source} dir="ltr" tabIndex={0} role="region" aria-label={m('body')}>{data.source}</pre>
        </>
      )}
    </Sheet>
  );
}

function CopySource({ text }: { text: string }) {
  const m = useTexts();
  const [isDone, setDone] = useState(false);
  return (
    <Button size="compact-md" variant="light" leftSection={isDone ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setDone(true))}>
      <span aria-live="polite">{m(isDone ? 'copied' : 'copy')}</span>
    </Button>
  );
}
