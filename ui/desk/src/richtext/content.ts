import { DOMParser as Reader, DOMSerializer, type Node } from 'prosemirror-model';
import type { Id } from '~/api/types';
import { cleaned } from './cleaning';
import { settled, unsettled } from './direction';
import type { Direction } from './strong';
import { schema } from './schema';
import { plainOf } from './plain';

/** A rich text as it leaves the field: the same words with and without their dress, and the pictures between them. */
export interface Content {
  html: string;
  text: string;
  pictures: Id[];
}

export function contentOf(doc: Node, fallback: Direction): Content {
  const text = plainOf(doc);
  const pictures = picturesIn(doc);
  return { html: text.trim() || pictures.length ? htmlOf(doc, fallback) : '', text, pictures };
}

/** Reads html as what the schema knows of it; nothing is loaded or run by that. */
export function documentOf(html: string): Node {
  const page = new DOMParser().parseFromString(html, 'text/html');
  cleaned(page.body);
  return unsettled(Reader.fromSchema(schema).parse(page.body));
}

export function htmlOf(doc: Node, fallback: Direction): string {
  const box = document.implementation.createHTMLDocument().createElement('div');
  box.append(DOMSerializer.fromSchema(schema).serializeFragment(settled(doc, fallback).content, { document: box.ownerDocument }));
  return box.innerHTML;
}

function picturesIn(doc: Node): Id[] {
  const found: Id[] = [];
  doc.descendants((node) => {
    if (node.type === schema.nodes.picture) found.push(node.attrs.id as Id);
  });
  return found;
}
