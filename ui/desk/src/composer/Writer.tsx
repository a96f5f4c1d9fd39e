import { lazy, Suspense, useCallback, useEffect, useRef, useState, type ClipboardEvent, type DragEvent } from 'react';
import type { Attachment, Conversation, Draft, Id, Instant } from '~/api/types';
import { useCommands } from '~/commands/context';
import { chordOf } from '~/commands/keys';
import { useLanguage } from '~/i18n/context';
import { useLive } from '~/live/context';
import { LinesSkeleton } from '~/shared/skeletons';
import { sayDone } from '~/shared/toast';
import { AttachmentTray } from './AttachmentTray';
import type { FieldHandle } from './field';
import { ModeSwitch } from './ModeSwitch';
import { PlainField } from './PlainField';
import { SuggestionList } from './SuggestionList';
import { Tools } from './Tools';
import type { Trigger } from './trigger';
import { useDraft } from './useDraft';
import { useSend, type Returned } from './useSend';
import { useRendering, useSuggestions, type Suggestion } from './useSuggestions';
import { useUploads } from './useUploads';
import css from './Composer.module.css';

const MailWriter = lazy(() => import('~/mail/MailWriter'));

export type Mode = 'message' | 'note';

const SAY_TYPING_MS = 3_000;

/** Where an agent writes: a reply or a note, never both at once, each with its own text. */
export function Writer({ conversation, draft }: { conversation: Conversation; draft: Draft | null }) {
  const { t } = useLanguage();
  const { id } = conversation;
  const channels = conversation.reply_channels;
  const firstChannel = channels.find((c) => c.available)?.channel_id ?? null;

  const [mode, setMode] = useState<Mode>(draft?.kind ?? (firstChannel ? 'message' : 'note'));
  const [texts, setTexts] = useState({ message: '', note: '', ...(draft ? { [draft.kind]: draft.text } : {}) });
  const [dress, setDress] = useState({ html: draft?.html ?? null, mail: draft?.mail ?? null });
  const [edition, setEdition] = useState({ number: 0, isFocused: false });
  const [chosen, setChosen] = useState<Id | null>(draft?.channel_id ?? null);
  const [attachments, setAttachments] = useState<Attachment[]>(draft?.attachments ?? []);
  const [mentions, setMentions] = useState<Suggestion[]>([]);
  const [trigger, setTrigger] = useState<Trigger | null>(null);
  const [active, setActive] = useState(0);
  const [isReady, setReady] = useState(true);
  const [isAddressing, setAddressing] = useState(false);
  /** Sent before its files had arrived: it goes with the last of them. */
  const [due, setDue] = useState<{ at: Instant | undefined } | null>(null);

  const field = useRef<FieldHandle>(null);
  const now = useRef({ mode, words: texts.message });
  now.current = { mode, words: texts.message };
  const saidTyping = useRef(0);
  const { keep, forget, saving } = useDraft(id);
  const { send } = useSend(id);
  const { tell } = useLive();
  const render = useRendering(id);
  const suggestions = useSuggestions(trigger?.sign === '@' && mode !== 'note' ? null : trigger);
  const { uploads, add } = useUploads(id, (arrived) => setAttachments((all) => [...all, arrived]));

  const text = texts[mode];
  const channel = channels.find((c) => c.channel_id === chosen && c.available) ?? channels.find((c) => c.channel_id === firstChannel) ?? null;
  const isMail = mode === 'message' && channel?.kind === 'email';
  const isInText = (file: Attachment) => isMail && (dress.html?.includes(file.id) ?? false);
  const isComing = uploads.some((one) => !one.hasFailed);
  const canSend = (text.trim() !== '' || attachments.length > 0) && uploads.length === 0 && (mode === 'note' || channel !== null) && (!isMail || isReady);

  const inHand: Draft = { kind: mode, text, channel_id: channel?.channel_id ?? null, attachments, html: isMail ? dress.html || null : null, mail: isMail ? dress.mail : null };

  function write(changes: { text?: string } & Partial<typeof dress>): void {
    const { text: words, ...rest } = changes;
    if (words !== undefined) setDue(null);
    if (words !== undefined) setTexts((all) => ({ ...all, [mode]: words }));
    setDress((all) => ({ ...all, ...rest }));
    keep({ ...inHand, ...(words === undefined ? {} : { text: words }), ...(isMail ? { html: (rest.html === undefined ? dress.html : rest.html) || null, mail: rest.mail === undefined ? dress.mail : rest.mail } : {}) });
    if (Date.now() - saidTyping.current > SAY_TYPING_MS && words?.trim() && mode === 'message') {
      saidTyping.current = Date.now();
      tell(id, 'answering');
    }
  }

  function turn(changes: Partial<typeof dress>, isFocused: boolean): void {
    write(changes);
    renew(isFocused);
  }

  /** What one will write has its dress. To look is not to write: nothing is kept. */
  function begin(isFocused: boolean): void {
    setDress((all) => ({ ...all, html: '' }));
    renew(isFocused);
  }

  const renew = (isFocused: boolean) => setEdition(({ number }) => ({ number: number + 1, isFocused }));

  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) keep(inHand);
    isFirst.current = false;
    // Only when the attachments change: every key is kept by `write`.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [attachments]);

  useEffect(() => {
    function takeBack(event: Event): void {
      const { conversation: of, writing, isAsked } = (event as CustomEvent<Returned>).detail;
      // A note that is being written never goes on in an answer, unless somebody asked for the answer.
      if (of !== id || (!isAsked && now.current.mode === 'note')) return;
      event.preventDefault();
      setMode('message');
      setTexts((all) => ({ ...all, message: [writing.text, all.message].filter(Boolean).join('\n') }));
      setDress(({ html }) => ({ mail: writing.mail, html: writing.html === null || (html === null && now.current.words) ? null : writing.html + (html ?? '') }));
      setEdition(({ number }) => ({ number: number + 1, isFocused: true }));
      setAttachments((all) => [...writing.attachments, ...all.filter((a) => !writing.attachments.some(({ id: known }) => known === a.id))]);
      setChosen(writing.channel_id);
      field.current?.focus();
    }
    window.addEventListener('hamseda:returned', takeBack);
    return () => window.removeEventListener('hamseda:returned', takeBack);
  }, [id]);

  const mailRoad = (channel?.kind === 'email' ? channel : channels.find((c) => c.kind === 'email' && c.available))?.channel_id;
  useEffect(() => {
    function address({ detail }: Event & { detail?: unknown }): void {
      if (detail !== id || !mailRoad) return;
      setMode('message');
      setChosen(mailRoad);
      setEdition(({ number }) => ({ number, isFocused: false }));
      setAddressing(true);
    }
    window.addEventListener('hamseda:recipients', address);
    return () => window.removeEventListener('hamseda:recipients', address);
  }, [id, mailRoad]);

  function choose(next: Mode): void {
    setMode(next);
    setDue(null);
    setTrigger(null);
    field.current?.focus();
    // Words may go on in another field: it takes the focus when it comes.
    setEdition(({ number }) => ({ number, isFocused: true }));
  }

  function submit(sendAt?: Instant): void {
    if (isComing && (mode === 'note' || channel)) return setDue({ at: sendAt });
    if (uploads.some((one) => one.hasFailed)) sayDone(t('composer.uploadFirst'));
    if (!canSend) return;
    void send({
      kind: mode, text: text.trim(), channel: mode === 'message' ? channel : null, attachments,
      mentions: mentions.filter((m) => text.includes(`@${m.title}`)).map((m) => m.id),
      html: inHand.html, mail: inHand.mail,
    }, sendAt);
    setTexts((all) => ({ ...all, [mode]: '' }));
    setDress(({ html }) => ({ html: html === null ? null : '', mail: null }));
    setEdition(({ number }) => ({ number: number + 1, isFocused: true }));
    setAttachments([]);
    setMentions([]);
    forget();
    if (mode === 'note' && firstChannel) setMode('message');
  }

  useEffect(() => {
    if (!due || isComing) return;
    setDue(null);
    submit(due.at);
    // Only when the last file has come: what is written then is what goes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [due, isComing]);

  /** Who takes a file back thinks anew about the rest. */
  const waiting = uploads.map((one) => ({ ...one, cancel: () => { setDue(null); one.cancel(); } }));

  async function insert(suggestion: Suggestion): Promise<void> {
    if (!trigger) return;
    setTrigger(null);
    if (trigger.sign === '@') setMentions((all) => [...all, suggestion]);
    field.current?.put(trigger.sign === '@' ? { text: `@${suggestion.title} ` } : await render(suggestion.id), trigger);
  }

  /** True: the key is done with. */
  function press(event: KeyboardEvent): boolean {
    const chord = chordOf(event);
    if (suggestions.length > 0 && chord) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[chord];
      if (step) setActive((i) => (i + step + suggestions.length) % suggestions.length);
      const picked = suggestions[Math.min(active, suggestions.length - 1)];
      if ((chord === 'Enter' || chord === 'Tab') && picked) void insert(picked);
      if (chord === 'Escape') setTrigger(null);
      if (step || ['Enter', 'Tab', 'Escape'].includes(chord)) return true;
    }
    if (chord === 'Escape' && document.activeElement instanceof HTMLElement) document.activeElement.blur();
    if (chord === 'Mod+Enter') submit();
    return chord === 'Mod+Enter';
  }

  const follow = useCallback((next: Trigger | null) => {
    setTrigger(next);
    setActive(0);
  }, []);

  /** The file is still with us: until the message goes, it can come back to its place. */
  function takeOff(gone: Id): void {
    const at = attachments.findIndex((a) => a.id === gone);
    const file = attachments[at];
    if (!file) return;
    setAttachments((all) => all.filter((a) => a.id !== gone));
    sayDone(t('done.attachmentRemoved', { name: file.name }), {
      label: t('action.undo'), run: () => setAttachments((all) => (all.some((a) => a.id === gone) ? all : all.toSpliced(at, 0, file))),
    });
  }

  function receive(event: ClipboardEvent | DragEvent, files: FileList): void {
    if (files.length === 0 || event.isDefaultPrevented()) return;
    event.preventDefault();
    add(files);
  }

  useCommands([
    { id: 'reply', label: 'command.reply', group: 'write', keys: 'KeyR', run: () => choose('message') },
    { id: 'note', label: 'command.note', group: 'write', keys: 'KeyN', run: () => choose('note') },
    { id: 'send', label: 'command.send', group: 'write', keys: 'Mod+Enter', run: () => submit() },
  ]);

  const isNote = mode === 'note';
  const listId = `suggestions-${id}`;
  const isOpen = suggestions.length > 0;
  const shared = {
    ref: field, onTrigger: follow, onKey: press,
    label: t(isNote ? 'composer.note' : 'composer.reply'),
    placeholder: t(isNote ? 'composer.notePlaceholder' : 'composer.replyPlaceholder', { name: `\u2068${conversation.customer.name || t('customer.nameless')}\u2069` }),
    aria: isOpen ? { 'aria-controls': listId, 'aria-activedescendant': `${listId}-${active}` } : NOTHING,
  };
  // Words that were written without dress have none.
  const plain = <PlainField {...shared} value={text} isFocused={edition.isFocused} onChange={(next) => write(isNote ? { text: next } : { text: next, html: null })} />;
  return (
    <section className={css.box} data-mode={mode} aria-label={t('composer.label')}
      onDragOver={(e) => e.preventDefault()} onDrop={(e) => receive(e, e.dataTransfer.files)} onPaste={(e) => receive(e, e.clipboardData.files)}>
      <ModeSwitch mode={mode} onChange={choose} channels={channels} channel={channel} onChannel={(c) => setChosen(c)} saving={saving} />
      {isOpen && <SuggestionList id={listId} title={t(trigger?.sign === '@' ? 'composer.mention' : 'composer.canned')} items={suggestions} active={active} onPick={(s) => void insert(s)} />}
      {isMail ? (
        <Suspense fallback={dress.html === null ? plain : <div className={css.waiting}><LinesSkeleton count={2} /></div>}>
          <MailWriter {...shared} conversation={conversation} channel={channel.channel_id} writing={{ ...dress, text }} edition={edition}
            isAddressing={isAddressing} onAddressing={setAddressing} onChange={write} onTurn={turn} onBegin={begin} onReady={setReady} plain={plain}
            onPicture={(file) => add([file])[0] ?? Promise.resolve(null)} onFiles={add} urlOf={(of) => attachments.find((a) => a.id === of)?.url ?? `/api/v1/attachments/${of}`} />
        </Suspense>
      ) : plain}
      <AttachmentTray attachments={attachments.filter((a) => !isInText(a))} uploads={waiting} onRemove={takeOff} />
      <p className={css.due} role="status">{due && t('composer.due')}</p>
      <Tools mode={mode} canSend={canSend || isComing} hasChannel={channel !== null} onFiles={add} onText={(piece) => field.current?.type(piece)} onSend={submit} />
    </section>
  );
}

const NOTHING = {};
