import type { Node, NodeType } from 'prosemirror-model';
import { Plugin } from 'prosemirror-state';
import { Decoration, DecorationSet, type EditorView, type NodeView } from 'prosemirror-view';
import type { Attachment, Id } from '~/api/types';
import { schema } from './schema';

/* A picture on its way has no name yet: a grey place stands for it and moves with the words around. */
type Step = { add: { key: object; at: number } } | { remove: { key: object } };

export const waitingPictures: Plugin<DecorationSet> = new Plugin<DecorationSet>({
  state: {
    init: () => DecorationSet.empty,
    apply(tr, before) {
      const set = before.map(tr.mapping, tr.doc);
      const step = tr.getMeta(waitingPictures) as Step | undefined;
      if (!step) return set;
      if ('add' in step) return set.add(tr.doc, [Decoration.widget(step.add.at, place, { of: step.add.key })]);
      return set.remove(set.find(undefined, undefined, (spec) => (spec as { of: object }).of === step.remove.key));
    },
  },
  props: { decorations: (state) => waitingPictures.getState(state) },
});

function place(): HTMLElement {
  const box = document.createElement('span');
  box.className = 'waiting-picture';
  return box;
}

/** Sends a picture up and puts it where it was pasted or dropped, wherever that is by then. */
export async function placePicture(view: EditorView, file: File, at: number, upload: (file: File) => Promise<Attachment | null>): Promise<void> {
  const key = {};
  view.dispatch(view.state.tr.setMeta(waitingPictures, { add: { key, at } }));
  const arrived = await upload(file);
  if (view.isDestroyed) return;
  const [found] = waitingPictures.getState(view.state)?.find(undefined, undefined, (spec) => (spec as { of: object }).of === key) ?? [];
  const tr = view.state.tr.setMeta(waitingPictures, { remove: { key } });
  if (found && arrived) tr.insert(found.from, (schema.nodes.picture as NodeType).create({ id: arrived.id }));
  view.dispatch(tr);
}

/** Shows a picture from where its file lies; what leaves the field keeps the name alone. */
export function pictureView(urlOf: (id: Id) => string) {
  return (node: Node): NodeView => {
    const dom = document.createElement('img');
    dom.src = urlOf(node.attrs.id as Id);
    dom.alt = node.attrs.alt as string;
    return { dom };
  };
}

export const isPicture = (file: File) => /^image\/(png|jpe?g|gif|webp)$/.test(file.type);
