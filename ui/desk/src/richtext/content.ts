import { DOMParser as Reader, DOMSerializer, type Node } from 'prosemirror-model';
import { cleaned } from './cleaning';
import { settled, unsettled } from './direction';
import type { Direction } from './strong';
import { schema } from './schema';
import { plainOf } from './plain';

/** A rich text as it leaves the field: the same words with and without their dress; nothing is ''. */
export interface Content {
  html: string;
  text: string;
}

export function contentOf(doc: Node, fallback: Direction): Content {
  const text = plainOf(doc);
  return { html: text.trim() || hasPicture(doc) ? htmlOf(doc, fallback) : '', text };
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

function hasPicture(doc: Node): boolean {
  let has = false;
  doc.descendants((node) => {
    has ||= node.type === schema.nodes.picture;
  });
  return has;
}
