import type { Node } from 'prosemirror-model';
import { Transform } from 'prosemirror-transform';
import { firstStrong, type Direction } from './strong';

/**
 * How each block of a text runs, by its position: what somebody chose, else its first letter, else the block above.
 * A list and a quotation run as their first line does, so that their marks stand on its side.
 */
export function directions(doc: Node, fallback: Direction): Map<number, Direction> {
  const known = new Map<number, Direction>();
  let around: number[] = [];
  let before = fallback;
  doc.descendants((node, at) => {
    if (!node.isBlock || node.isLeaf) return false;
    if (!node.isTextblock) {
      around.push(at);
      return true;
    }
    before = (node.attrs.dir as Direction | null) ?? firstStrong(node.textContent) ?? before;
    for (const place of [...around, at]) known.set(place, before);
    around = [];
    return false;
  });
  return known;
}

/** The same text with every direction written down, for readers who do not guess. */
export function settled(doc: Node, fallback: Direction): Node {
  const steps = new Transform(doc);
  for (const [at, dir] of directions(doc, fallback)) {
    if (doc.nodeAt(at)?.type.spec.attrs?.dir) steps.setNodeAttribute(at, 'dir', dir);
  }
  return steps.doc;
}

/** The same text with only those directions that were a choice: what the first letter says is left to it. */
export function unsettled(doc: Node): Node {
  const steps = new Transform(doc);
  doc.descendants((node, at) => {
    if (node.isTextblock ? node.attrs.dir && node.attrs.dir === firstStrong(node.textContent) : node.attrs.dir) {
      steps.setNodeAttribute(at, 'dir', null);
    }
  });
  return steps.doc;
}
