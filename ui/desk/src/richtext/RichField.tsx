import { useImperativeHandle, useState, type ReactNode, type Ref } from 'react';
import { Slice } from 'prosemirror-model';
import { TextSelection } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import type { Attachment, Id } from '~/api/types';
import type { FieldHandle } from '~/composer/field';
import { triggerAt, type Trigger } from '~/composer/trigger';
import { useLanguage, useMessages } from '~/i18n/context';
import { describe, pictureAt } from './commands';
import { documentOf, type Content } from './content';
import { en, fa } from './messages';
import { dressed } from './plain';
import { isPicture, placePicture } from './pictures';
import { Toolbar, type LastTool } from './Toolbar';
import { useEditor } from './useEditor';
import 'prosemirror-view/style/prosemirror.css';
import css from './richtext.module.css';

interface Props {
  ref?: Ref<FieldHandle>;
  label: string;
  placeholder: string;
  /** The text to begin with; a new one from outside needs a new key. */
  initial: string;
  isFocused?: boolean;
  onContent: (content: Content) => void;
  onTrigger?: (trigger: Trigger | null) => void;
  onKey?: (event: KeyboardEvent) => boolean;
  onPicture?: (file: File) => Promise<Attachment | null>;
  onFiles?: (files: File[]) => void;
  urlOf?: (id: Id) => string;
  /** What else a reader of the screen is told about the field. */
  aria?: Record<string, string>;
  lastTool?: LastTool;
  /** What follows the words on the same paper. */
  below?: ReactNode;
}

/** A place to write rich text in; every paragraph runs in its own direction. */
export default function RichField({ ref, label, placeholder, initial, isFocused, onContent, onTrigger, onKey, onPicture, onFiles, urlOf, aria = {}, lastTool, below }: Props) {
  const { locale } = useLanguage();
  const m = useMessages({ fa, en });
  const fallback = locale === 'fa' ? 'rtl' : 'ltr';
  const [isLinking, setLinking] = useState(false);
  const { place, view, state } = useEditor({
    initial, fallback, isFocused, onContent, onKey, onPicture, onFiles, urlOf,
    attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label, class: css.text ?? '', 'data-rich': '', ...aria },
    onMove: (moved) => onTrigger?.(triggerOf(moved)),
    onBlur: () => onTrigger?.(null),
    onLink: () => setLinking(true),
  });

  useImperativeHandle(ref, () => ({
    focus: () => view?.focus(),
    put: (piece, trigger) => view && put(view, piece.html ?? dressed(piece.text), trigger),
    type: (text) => {
      view?.dispatch(view.state.tr.insertText(text).scrollIntoView());
      view?.focus();
    },
  }), [view]);

  function take(files: File[]): void {
    if (!view || !onPicture) return;
    for (const file of files.filter(isPicture)) void placePicture(view, file, view.state.selection.from, onPicture);
    view.focus();
  }

  const picture = state && pictureAt(state);
  const isEmpty = state !== null && state.doc.childCount === 1 && state.doc.firstChild?.type.name === 'paragraph' && state.doc.firstChild.childCount === 0;
  return (
    <div className={css.field}>
      <Toolbar view={view} state={state} fallback={fallback} isLinking={isLinking} onLinking={setLinking} onPictures={onPicture && take} last={lastTool} />
      {view && picture && (
        <label className={css.alt}>
          {m('rich.alt')}
          <input type="text" value={picture.alt} dir="auto" maxLength={300} onChange={(e) => void describe(e.target.value)(view.state, view.dispatch)} />
        </label>
      )}
      <div className={css.paper}>
        {isEmpty && <p className={css.placeholder} aria-hidden>{placeholder}</p>}
        <div ref={place} />
        {below}
      </div>
    </div>
  );
}

/** The `/word` before the caret, counted within the paragraph. */
function triggerOf({ state }: EditorView): Trigger | null {
  const { $from, empty } = state.selection;
  if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code) return null;
  return triggerAt($from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc'), $from.parentOffset);
}

function put(view: EditorView, html: string, trigger?: Trigger): void {
  const { tr, selection } = view.state;
  const start = selection.$from.start();
  if (trigger) tr.setSelection(TextSelection.create(tr.doc, start + trigger.from, start + trigger.to));
  const { content } = documentOf(html);
  // One paragraph flows into the line in which it is put; more stand for themselves.
  const isLine = content.childCount === 1 && content.firstChild?.type.name === 'paragraph';
  tr.replaceSelection(isLine ? new Slice(content, 1, 1) : new Slice(content, 0, 0));
  view.dispatch(tr.scrollIntoView());
  view.focus();
}
