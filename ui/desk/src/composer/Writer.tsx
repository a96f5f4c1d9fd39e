import { useEffect, useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent } from 'react';
import type { Attachment, Conversation, Draft, Id, Instant } from '~/api/types';
import { useCommands } from '~/commands/context';
import { chordOf } from '~/commands/keys';
import { useLanguage } from '~/i18n/context';
import { useLive } from '~/live/context';
import { sayDone } from '~/shared/toast';
import { AttachmentTray } from './AttachmentTray';
import { ModeSwitch } from './ModeSwitch';
import { SuggestionList } from './SuggestionList';
import { Tools } from './Tools';
import { replaceTrigger, triggerAt, type Trigger } from './trigger';
import { useDraft } from './useDraft';
import { useSend } from './useSend';
import { useRendering, useSuggestions, type Suggestion } from './useSuggestions';
import { useUploads } from './useUploads';
import css from './Composer.module.css';

export type Mode = 'message' | 'note';

const SAY_TYPING_MS = 3_000;

/** Where an agent writes: a reply or a note, never both at once, each with its own text. */
export function Writer({ conversation, draft }: { conversation: Conversation; draft: Draft | null }) {
  const { t, locale } = useLanguage();
  const { id } = conversation;
  const channels = conversation.reply_channels;
  const firstChannel = channels.find((c) => c.available)?.channel_id ?? null;

  const [mode, setMode] = useState<Mode>(draft?.kind ?? (firstChannel ? 'message' : 'note'));
  const [texts, setTexts] = useState({ message: '', note: '', ...(draft ? { [draft.kind]: draft.text } : {}) });
  const [chosen, setChosen] = useState<Id | null>(draft?.channel_id ?? null);
  const [attachments, setAttachments] = useState<Attachment[]>(draft?.attachments ?? []);
  const [mentions, setMentions] = useState<Suggestion[]>([]);
  const [trigger, setTrigger] = useState<Trigger | null>(null);
  const [active, setActive] = useState(0);

  const field = useRef<HTMLTextAreaElement>(null);
  const caret = useRef<number | null>(null);
  const saidTyping = useRef(0);
  const { keep, forget, saving } = useDraft(id);
  const { send } = useSend(id);
  const { tell } = useLive();
  const render = useRendering(id);
  const suggestions = useSuggestions(trigger?.sign === '@' && mode !== 'note' ? null : trigger);
  const { uploads, add } = useUploads(id, (arrived) => setAttachments((all) => [...all, arrived]));

  const text = texts[mode];
  const channel = channels.find((c) => c.channel_id === chosen && c.available) ?? channels.find((c) => c.channel_id === firstChannel) ?? null;
  const canSend = (text.trim() !== '' || attachments.length > 0) && uploads.length === 0 && (mode === 'note' || channel !== null);

  function write(next: string, at?: number): void {
    setTexts((all) => ({ ...all, [mode]: next }));
    keep({ kind: mode, text: next, channel_id: channel?.channel_id ?? null, attachments });
    caret.current = at ?? null;
    if (Date.now() - saidTyping.current > SAY_TYPING_MS && next.trim() && mode === 'message') {
      saidTyping.current = Date.now();
      tell(id, 'answering');
    }
  }

  useEffect(() => {
    if (caret.current === null || !field.current) return;
    field.current.focus();
    field.current.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [text]);

  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) keep({ kind: mode, text, channel_id: channel?.channel_id ?? null, attachments });
    isFirst.current = false;
    // Only when the attachments change: every key is kept by `write`.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [attachments]);

  useEffect(() => {
    function takeBack(event: Event): void {
      const { conversation: of, writing } = (event as CustomEvent<{ conversation: Id; writing: Draft }>).detail;
      if (of !== id) return;
      setMode('message');
      setTexts((all) => ({ ...all, message: [writing.text, all.message].filter(Boolean).join('\n') }));
      setAttachments(writing.attachments);
      setChosen(writing.channel_id);
      field.current?.focus();
    }
    window.addEventListener('hamseda:returned', takeBack);
    return () => window.removeEventListener('hamseda:returned', takeBack);
  }, [id]);

  function choose(next: Mode): void {
    setMode(next);
    setTrigger(null);
    field.current?.focus();
  }

  function submit(sendAt?: Instant): void {
    if (!canSend) return;
    void send({
      kind: mode, text: text.trim(), channel: mode === 'message' ? channel : null, attachments,
      mentions: mentions.filter((m) => text.includes(`@${m.title}`)).map((m) => m.id),
    }, sendAt);
    setTexts((all) => ({ ...all, [mode]: '' }));
    setAttachments([]);
    setMentions([]);
    forget();
    if (mode === 'note' && firstChannel) setMode('message');
  }

  async function insert(suggestion: Suggestion): Promise<void> {
    if (!trigger) return;
    setTrigger(null);
    if (trigger.sign === '@') setMentions((all) => [...all, suggestion]);
    const piece = trigger.sign === '@' ? `@${suggestion.title} ` : await render(suggestion.id);
    const next = replaceTrigger(text, trigger, piece);
    write(next.text, next.caret);
  }

  function press(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const chord = chordOf(event.nativeEvent);
    if (suggestions.length > 0 && chord) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[chord];
      if (step) setActive((i) => (i + step + suggestions.length) % suggestions.length);
      const picked = suggestions[Math.min(active, suggestions.length - 1)];
      if ((chord === 'Enter' || chord === 'Tab') && picked) void insert(picked);
      if (chord === 'Escape') setTrigger(null);
      if (step || ['Enter', 'Tab', 'Escape'].includes(chord)) return event.preventDefault();
    }
    if (chord === 'Mod+Enter') {
      event.preventDefault();
      submit();
    }
    if (chord === 'Escape') field.current?.blur();
  }

  function follow(target: HTMLTextAreaElement): void {
    setTrigger(triggerAt(target.value, target.selectionStart));
    setActive(0);
  }

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
    if (files.length === 0) return;
    event.preventDefault();
    add(files);
  }

  function addText(piece: string): void {
    const at = field.current?.selectionStart ?? text.length;
    const next = replaceTrigger(text, { from: at, to: field.current?.selectionEnd ?? at }, piece);
    write(next.text, next.caret);
    if (piece === '/' || piece === '@') setTrigger(triggerAt(next.text, next.caret));
  }

  useCommands([
    { id: 'reply', label: 'command.reply', group: 'write', keys: 'KeyR', run: () => choose('message') },
    { id: 'note', label: 'command.note', group: 'write', keys: 'KeyN', run: () => choose('note') },
    { id: 'send', label: 'command.send', group: 'write', keys: 'Mod+Enter', run: () => submit() },
  ]);

  const isNote = mode === 'note';
  const listId = `suggestions-${id}`;
  const isOpen = suggestions.length > 0;
  return (
    <section className={css.box} data-mode={mode} aria-label={t('composer.label')}
      onDragOver={(e) => e.preventDefault()} onDrop={(e) => receive(e, e.dataTransfer.files)}>
      <ModeSwitch mode={mode} onChange={choose} channels={channels} channel={channel} onChannel={(c) => setChosen(c)} saving={saving} />
      {isOpen && <SuggestionList id={listId} title={t(trigger?.sign === '@' ? 'composer.mention' : 'composer.canned')} items={suggestions} active={active} onPick={(s) => void insert(s)} />}
      <textarea ref={field} className={css.field} rows={2} value={text}
        dir={text ? 'auto' : locale === 'fa' ? 'rtl' : 'ltr'}
        aria-label={t(isNote ? 'composer.note' : 'composer.reply')}
        placeholder={t(isNote ? 'composer.notePlaceholder' : 'composer.replyPlaceholder', { name: conversation.customer.name || t('customer.nameless') })}
        aria-controls={isOpen ? listId : undefined} aria-autocomplete="list"
        aria-activedescendant={isOpen ? `${listId}-${active}` : undefined}
        onChange={(e) => { write(e.target.value); follow(e.target); }}
        onKeyDown={press} onBlur={() => setTrigger(null)}
        onPaste={(e) => receive(e, e.clipboardData.files)} />
      <AttachmentTray attachments={attachments} uploads={uploads} onRemove={takeOff} />
      <Tools mode={mode} canSend={canSend} hasChannel={channel !== null} onFiles={add} onText={addText} onSend={submit} />
    </section>
  );
}
