import { Button, Checkbox, Radio } from '@mantine/core';
import { IconMailForward, IconPaperclip, IconSend2 } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import type { Attachment, Message } from '~/api/types';
import { AttachmentTray } from '~/composer/AttachmentTray';
import { useUploads } from '~/composer/useUploads';
import { Sheet } from '~/dialogs/Sheet';
import { useDialog } from '~/dialogs/context';
import { useLanguage } from '~/i18n/context';
import { LinesSkeleton } from '~/shared/skeletons';
import { sayDone } from '~/shared/toast';
import { Addresses } from './Addresses';
import { isSendable, Subject } from './MailHead';
import { Preview } from './Preview';
import type { ForwardDraft } from './types';
import { usePassOn, usePreview } from './useForward';
import { useTexts } from './useTexts';
import '@mantine/core/styles/Radio.css';
import css from './forward.module.css';

const RichField = lazy(() => import('~/richtext/RichField'));

/** Passes a message on to somebody outside, and shows beforehand exactly what goes out. */
export default function ForwardDialog({ dialog, onClose }: { dialog: { message: Message; draft?: ForwardDraft }; onClose: () => void }) {
  const { message } = dialog;
  const m = useTexts();
  const { t } = useLanguage();
  const { open } = useDialog();
  const [draft, setDraft] = useState<ForwardDraft>(dialog.draft ?? fresh(message));
  const [hasCopies, setCopies] = useState(draft.cc.length + draft.bcc.length > 0);
  const change = (changes: Partial<ForwardDraft>) => setDraft((all) => ({ ...all, ...changes }));
  const { mutate, isPending } = usePassOn(message, onClose);
  const preview = usePreview(message.conversation_id, draft);
  const { uploads, add } = useUploads(message.conversation_id, (arrived) => setDraft((all) => ({ ...all, attachments: [...all.attachments, arrived] })));
  const file = useRef<HTMLInputElement>(null);
  const inText = (one: Attachment) => draft.html?.includes(one.id) ?? false;
  const canSend = isSendable({ ...draft, quote: true }) && uploads.length === 0;

  /* What was typed is not lost by a key that was meant for something else. */
  function leave(): void {
    onClose();
    if (draft.text.trim() || draft.to.length) sayDone(m('putAside'), { label: t('action.undo'), run: () => open({ kind: 'forward', message, draft }) });
  }

  return (
    <Sheet title={m('forwardTitle')} onClose={leave} size={1080}>
      <div className={css.sides}>
        {/* No form: a key that ends a subject must send nothing outside. */}
        <div className={css.form}>
          <p className={css.apart}><IconMailForward size={17} aria-hidden className="mirrored" /> {m('forwardText')}</p>
          <div className={css.rows}>
            <Addresses label={m('to')} values={draft.to} candidates={[]} isFocused onChange={(to) => change({ to })} />
            {hasCopies ? (
              <>
                <Addresses label={m('cc')} values={draft.cc} candidates={[]} onChange={(cc) => change({ cc })} />
                <Addresses label={m('bcc')} values={draft.bcc} candidates={[]} onChange={(bcc) => change({ bcc })} />
              </>
            ) : <button type="button" className={css.reveal} onClick={() => setCopies(true)}>{m('cc')} · {m('bcc')}</button>}
            <Subject value={draft.subject ?? preview.data?.subject ?? ''} onChange={(subject) => change({ subject })} />
          </div>
          <div className={css.words}>
            <Suspense fallback={<div className={css.coming}><LinesSkeleton count={2} /></div>}>
              <RichField label={m('forwardWords')} placeholder={m('forwardPlaceholder')} initial={dialog.draft?.html ?? ''}
                onContent={({ html, text }) => change({ html: html || null, text })} onPicture={(one) => add([one])[0] ?? Promise.resolve(null)} onFiles={add}
                urlOf={(id) => draft.attachments.find((one) => one.id === id)?.url ?? `/api/v1/attachments/${id}`} />
            </Suspense>
          </div>
          <AttachmentTray attachments={draft.attachments.filter((one) => !inText(one))} uploads={uploads}
            onRemove={(id) => change({ attachments: draft.attachments.filter((one) => one.id !== id) })} />
          <Radio.Group label={m('what')} value={draft.history ? 'history' : 'this'} onChange={(value) => change({ history: value === 'history' })}>
            <div className={css.choices}>
              <Radio value="this" label={m('onlyThis')} />
              <Radio value="history" label={m('history')} description={m('historyText')} />
            </div>
          </Radio.Group>
          {message.attachments.length > 0 && (
            <Checkbox label={m('withFiles')} checked={draft.include_attachments} onChange={(e) => change({ include_attachments: e.currentTarget.checked })} />
          )}
          <div className={css.end}>
            <input ref={file} type="file" multiple hidden onChange={(e) => { add(e.target.files ?? []); e.target.value = ''; }} />
            <Button variant="subtle" color="gray" leftSection={<IconPaperclip size={17} aria-hidden />} onClick={() => file.current?.click()}>{m('attach')}</Button>
            <Button loading={isPending} disabled={!canSend} onClick={() => mutate(draft)} rightSection={<IconSend2 size={17} aria-hidden className="mirrored" />}>{m('send')}</Button>
          </div>
        </div>
        <Preview preview={preview} to={draft.to} />
      </div>
    </Sheet>
  );
}

const fresh = (message: Message): ForwardDraft => ({
  message_id: message.id, to: [], cc: [], bcc: [], subject: null, text: '', html: null, history: false, attachments: [],
  include_attachments: message.attachments.length > 0, signature: true,
});
