import { baseKeymap } from 'prosemirror-commands';
import { dropCursor } from 'prosemirror-dropcursor';
import { history } from 'prosemirror-history';
import { inputRules, wrappingInputRule } from 'prosemirror-inputrules';
import { keymap } from 'prosemirror-keymap';
import type { NodeType } from 'prosemirror-model';
import { splitListItem } from 'prosemirror-schema-list';
import { Plugin, type Command } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { chordOf } from '~/commands/keys';
import { ACTIONS, commandOf, indent, isInList, KEYS, outdent } from './commands';
import { directions } from './direction';
import type { Direction } from './strong';
import { schema } from './schema';
import { waitingPictures } from './pictures';

const { nodes } = schema;

/** What makes a field of the schema a place to write in. */
export function pluginsOf(fallback: Direction, extra: Record<string, Command>): Plugin[] {
  return [
    byPlace(fallback, extra),
    keymap({ Enter: splitListItem(nodes.list_item as NodeType), 'Shift-Enter': breakLine }),
    keymap(baseKeymap),
    marksAtLineStart,
    history(),
    dropCursor({ width: 2, color: 'var(--accent)' }),
    waitingPictures,
    directed(fallback),
  ];
}

/** Shortcuts by the place of the key; Tab moves items of a list and otherwise leads on, as everywhere. */
function byPlace(fallback: Direction, extra: Record<string, Command>): Plugin {
  const table: Record<string, Command> = { 'Mod+KeyY': commandOf('redo', fallback), ...extra };
  for (const action of ACTIONS) table[KEYS[action] ?? action] = commandOf(action, fallback);
  return new Plugin({
    props: {
      handleKeyDown(view, event) {
        const chord = chordOf(event);
        const command = chord === 'Tab' && isInList(view.state) ? indent : chord === 'Shift+Tab' && isInList(view.state) ? outdent : chord && table[chord];
        return command ? command(view.state, view.dispatch, view) : false;
      },
    },
  });
}

const breakLine: Command = (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith((nodes.hard_break as NodeType).create()).scrollIntoView());
  return true;
};

const marksAtLineStart = inputRules({
  rules: [
    wrappingInputRule(/^\s*[-*•]\s$/, nodes.bullet_list as NodeType),
    wrappingInputRule(/^\s*[1۱١][.)-]\s$/, nodes.ordered_list as NodeType),
    wrappingInputRule(/^\s*>\s$/, nodes.blockquote as NodeType),
  ],
});

/** Shows each block in its own direction while one writes. */
function directed(fallback: Direction): Plugin<DecorationSet> {
  const plugin: Plugin<DecorationSet> = new Plugin<DecorationSet>({
    state: {
      init: (_, { doc }) => drawn(doc),
      apply: (tr, before) => (tr.docChanged ? drawn(tr.doc) : before),
    },
    props: { decorations: (state) => plugin.getState(state) },
  });
  function drawn(doc: Parameters<typeof directions>[0]): DecorationSet {
    const marks = [...directions(doc, fallback)].map(([at, dir]) =>
      Decoration.node(at, at + (doc.nodeAt(at)?.nodeSize ?? 0), { dir }));
    return DecorationSet.create(doc, marks);
  }
  return plugin;
}
