import { lift, setBlockType, toggleMark, wrapIn } from 'prosemirror-commands';
import { redo, undo } from 'prosemirror-history';
import type { Attrs, MarkType, NodeType } from 'prosemirror-model';
import { liftListItem, sinkListItem, wrapInList } from 'prosemirror-schema-list';
import { NodeSelection, type Command, type EditorState } from 'prosemirror-state';
import { directions } from './direction';
import { firstStrong, type Direction } from './strong';
import { schema } from './schema';

const { marks, nodes } = schema;

export const ACTIONS = ['bold', 'emphasis', 'underline', 'bullets', 'numbers', 'quote', 'turn', 'clear', 'undo', 'redo'] as const;
export type Action = (typeof ACTIONS)[number];

/** Keys by their place: letters fail on a Persian layout. */
export const KEYS: Partial<Record<Action | 'link', string>> = {
  bold: 'Mod+KeyB',
  emphasis: 'Mod+KeyI',
  underline: 'Mod+KeyU',
  bullets: 'Mod+Shift+Digit8',
  numbers: 'Mod+Shift+Digit7',
  quote: 'Mod+Shift+Digit9',
  turn: 'Mod+Shift+KeyX',
  link: 'Mod+Shift+KeyK',
  clear: 'Mod+Backslash',
  undo: 'Mod+KeyZ',
  redo: 'Mod+Shift+KeyZ',
};

/** What each button and key does; `fallback` is the direction of a text without letters. */
export function commandOf(action: Action, fallback: Direction): Command {
  switch (action) {
    case 'bold': return toggleMark(marks.strong as MarkType);
    case 'emphasis': return toggleMark(marks.em as MarkType);
    case 'underline': return toggleMark(marks.underline as MarkType);
    case 'bullets': return list(nodes.bullet_list as NodeType);
    case 'numbers': return list(nodes.ordered_list as NodeType);
    case 'quote': return toggleQuote;
    case 'turn': return turn(fallback);
    case 'clear': return clear;
    case 'undo': return undo;
    case 'redo': return redo;
  }
}

const list = (type: NodeType): Command => (state, dispatch, view) => {
  const item = nodes.list_item as NodeType;
  if (isIn(state, type)) return liftListItem(item)(state, dispatch, view);
  const other = around(state, (node) => node.type === nodes.bullet_list || node.type === nodes.ordered_list);
  if (!other) return wrapInList(type)(state, dispatch, view);
  dispatch?.(state.tr.setNodeMarkup(other.at, type, { dir: null }).scrollIntoView());
  return true;
};

const toggleQuote: Command = (state, dispatch) =>
  isIn(state, nodes.blockquote as NodeType) ? lift(state, dispatch) : wrapIn(nodes.blockquote as NodeType)(state, dispatch);

/** Turns the chosen paragraphs round; a direction that the first letter says anyway is left to it. */
const turn = (fallback: Direction): Command => (state, dispatch) => {
  const next = directionAt(state, fallback) === 'rtl' ? 'ltr' : 'rtl';
  const { tr } = state;
  state.doc.nodesBetween(state.selection.from, state.selection.to, (node, at) => {
    if (node.isTextblock && !node.type.spec.code) tr.setNodeAttribute(at, 'dir', firstStrong(node.textContent) === next ? null : next);
  });
  if (tr.docChanged) dispatch?.(tr);
  return tr.docChanged;
};

/** The direction of the paragraph in which the selection begins. */
export function directionAt(state: EditorState, fallback: Direction): Direction {
  const { $from } = state.selection;
  return ($from.depth > 0 && directions(state.doc, fallback).get($from.before($from.depth))) || fallback;
}

/** Takes all dress off: marks, headings, lists and quotations; the words stay. */
const clear: Command = (state, dispatch, view) => {
  const { from, to, empty } = state.selection;
  const { tr } = state;
  if (!empty) tr.removeMark(from, to);
  else tr.setStoredMarks([]);
  if (!dispatch) return true;
  dispatch(tr);
  if (!view) return true;
  setBlockType(nodes.paragraph as NodeType)(view.state, dispatch);
  while (liftListItem(nodes.list_item as NodeType)(view.state, dispatch));
  while (around(view.state, (node) => node.type === nodes.blockquote) && lift(view.state, dispatch));
  return true;
};

export const indent = sinkListItem(nodes.list_item as NodeType);
export const outdent = liftListItem(nodes.list_item as NodeType);

export const isInList = (state: EditorState) => isIn(state, nodes.list_item as NodeType);

/** Which buttons are pressed where the selection stands. */
export function pressed(state: EditorState): Partial<Record<Action | 'link', boolean>> {
  return {
    bold: has(state, 'strong'),
    emphasis: has(state, 'em'),
    underline: has(state, 'underline'),
    link: has(state, 'link'),
    bullets: around(state, isAnyList)?.node.type === nodes.bullet_list,
    numbers: around(state, isAnyList)?.node.type === nodes.ordered_list,
    quote: isIn(state, nodes.blockquote as NodeType),
  };
}

const isAnyList = (node: { type: NodeType }) => node.type === nodes.bullet_list || node.type === nodes.ordered_list;

function has(state: EditorState, name: keyof typeof marks): boolean {
  const type = marks[name] as MarkType;
  const { from, to, empty, $from } = state.selection;
  return empty ? type.isInSet(state.storedMarks ?? $from.marks()) !== undefined : state.doc.rangeHasMark(from, to, type);
}

const isIn = (state: EditorState, type: NodeType) => around(state, (node) => node.type === type) !== null;

function around(state: EditorState, is: (node: { type: NodeType; attrs: Attrs }) => boolean) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    if (is($from.node(depth))) return { node: $from.node(depth), at: $from.before(depth) };
  }
  return null;
}

/** The link at the selection: its address and how far it reaches. */
export function linkAt(state: EditorState): { href: string; from: number; to: number } | null {
  const { $from, from, to, empty } = state.selection;
  const type = marks.link as MarkType;
  const mark = $from.marksAcross($from) && type.isInSet(($from.nodeAfter ?? $from.nodeBefore)?.marks ?? []);
  if (!mark) return null;
  if (!empty) return { href: mark.attrs.href as string, from, to };
  let start = $from.start();
  let end = start;
  let found: { href: string; from: number; to: number } | null = null;
  $from.parent.forEach((part) => {
    const isSame = mark.isInSet(part.marks);
    if (!isSame && end < from) start = end + part.nodeSize;
    end += part.nodeSize;
    if (isSame && start <= from && from <= end) found = { href: mark.attrs.href as string, from: start, to: end };
  });
  return found;
}

/** Puts a link on the chosen words, or its address in where none are chosen; null takes it off. */
export function setLink(href: string | null): Command {
  return (state, dispatch) => {
    const type = marks.link as MarkType;
    const place = linkAt(state) ?? state.selection;
    const { tr } = state;
    if (href === null) tr.removeMark(place.from, place.to, type);
    else if (place.from === place.to) tr.insert(place.from, schema.text(href, [type.create({ href })]));
    else tr.removeMark(place.from, place.to, type).addMark(place.from, place.to, type.create({ href }));
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

/** The picture that is chosen, and what is said of it. */
export function pictureAt({ selection }: EditorState): { at: number; alt: string } | null {
  if (!(selection instanceof NodeSelection) || selection.node.type !== nodes.picture) return null;
  return { at: selection.from, alt: selection.node.attrs.alt as string };
}

/** Says of the chosen picture what it shows; it stays chosen. */
export const describe = (alt: string): Command => (state, dispatch) => {
  const picture = pictureAt(state);
  if (!picture) return false;
  const tr = state.tr.setNodeAttribute(picture.at, 'alt', alt);
  dispatch?.(tr.setSelection(NodeSelection.create(tr.doc, picture.at)));
  return true;
};
