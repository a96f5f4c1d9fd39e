import { EditorState } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Attachment, Id } from '~/api/types';
import { cleaned } from './cleaning';
import { contentOf, documentOf, type Content } from './content';
import type { Direction } from './strong';
import { isPicture, pictureView, placePicture } from './pictures';
import { pluginsOf } from './plugins';

export interface Wishes {
  initial: string;
  fallback: Direction;
  attributes: Record<string, string>;
  onContent: (content: Content) => void;
  onMove?: (view: EditorView) => void;
  /** A key before the field sees it; true: it is done with. */
  onKey?: (event: KeyboardEvent) => boolean;
  onBlur?: () => void;
  onLink: () => void;
  /** Without it no pictures stand in the text. */
  onPicture?: (file: File) => Promise<Attachment | null>;
  onFiles?: (files: File[]) => void;
  urlOf?: (id: Id) => string;
  isFocused?: boolean;
}

/** A field of ProseMirror for as long as its place is on the screen; the newest wishes hold. */
export function useEditor(wishes: Wishes): { place: RefObject<HTMLDivElement | null>; view: EditorView | null; state: EditorState | null } {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(wishes);
  latest.current = wishes;
  const [view, setView] = useState<EditorView | null>(null);
  const [state, setState] = useState<EditorState | null>(null);

  useEffect(() => {
    if (!place.current) return;
    const made = open(place.current, latest, setState);
    setView(made);
    setState(made.state);
    const begun = contentOf(made.state.doc, latest.current.fallback);
    if (latest.current.initial && begun.html !== latest.current.initial) latest.current.onContent(begun);
    if (latest.current.isFocused) made.focus();
    return () => {
      made.destroy();
      setView(null);
    };
  }, []);

  const attributes = JSON.stringify(wishes.attributes);
  useEffect(() => view?.setProps({ attributes: latest.current.attributes }), [view, attributes]);
  return { place, view, state };
}

function open(place: HTMLElement, latest: RefObject<Wishes>, onState: (state: EditorState) => void): EditorView {
  const { initial, fallback, attributes } = latest.current;
  const link = () => {
    latest.current.onLink();
    return true;
  };
  const view: EditorView = new EditorView(place, {
    state: EditorState.create({ doc: documentOf(initial), plugins: pluginsOf(fallback, { 'Mod+Shift+KeyK': link }) }),
    attributes,
    nodeViews: { picture: pictureView((id) => latest.current.urlOf?.(id) ?? `/api/v1/attachments/${id}`) },
    dispatchTransaction(tr) {
      const next = view.state.apply(tr);
      view.updateState(next);
      onState(next);
      if (tr.docChanged) latest.current.onContent(contentOf(next.doc, fallback));
      latest.current.onMove?.(view);
    },
    handleKeyDown: (_, event) => latest.current.onKey?.(event) ?? false,
    handleDOMEvents: { blur: () => void latest.current.onBlur?.() },
    transformPastedHTML: (html) => cleanedPaste(html),
    handlePaste: (_, event) => receive(event.clipboardData, view.state.selection.from),
    handleDrop: (_, event) => receive(event.dataTransfer, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? 0),
  });

  function receive(data: DataTransfer | null, at: number): boolean {
    const files = [...(data?.files ?? [])];
    // Word and tables come with a picture of themselves: where there are words, the words are meant.
    const hasWords = data?.types.includes('text/plain') && data.getData('text/plain').trim() !== '';
    if (files.length === 0 || hasWords) return false;
    const { onPicture, onFiles } = latest.current;
    for (const file of files) if (onPicture && isPicture(file)) void placePicture(view, file, at, onPicture);
    const others = files.filter((file) => !(onPicture && isPicture(file)));
    if (others.length) onFiles?.(others);
    return true;
  }

  return view;
}

const cleanedPaste = (html: string): string => {
  const page = new DOMParser().parseFromString(html, 'text/html');
  cleaned(page.body);
  return page.body.innerHTML;
};
