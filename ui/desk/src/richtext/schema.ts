import { Schema, type DOMOutputSpec, type Node } from 'prosemirror-model';

/* Everything that a rich text may hold, as the server lets it in: what has no place here cannot be pasted either. */

const dir = { default: null };

const dirOf = (element: HTMLElement) => {
  const value = element.getAttribute('dir') ?? element.style.direction;
  return { dir: value === 'rtl' || value === 'ltr' ? value : null };
};

const block = (tag: string, node: Node): DOMOutputSpec => [tag, node.attrs.dir ? { dir: node.attrs.dir as string } : {}, 0];

const SAFE_LINK = /^(https?:|mailto:|tel:)/i;
const PICTURE = /^(?:attachment:|\/api\/v1\/attachments\/)([0-9a-f-]{36})$/i;

/** A link that may stand in a mail; an address without a scheme gets one. */
export function safeLink(typed: string): string | null {
  const href = typed.trim();
  if (/^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(href)) return `mailto:${href}`;
  if (SAFE_LINK.test(href)) return href;
  return /^[^\s:/]+\.[^\s:]{2,}$/.test(href) ? `https://${href}` : null;
}

export const schema = new Schema({
  nodes: {
    doc: { content: 'block+' },
    paragraph: {
      content: 'inline*', group: 'block', attrs: { dir },
      parseDOM: [{ tag: 'p', getAttrs: dirOf }, { tag: 'div', getAttrs: dirOf }],
      toDOM: (node) => block('p', node),
    },
    heading: {
      content: 'inline*', group: 'block', attrs: { dir }, defining: true,
      parseDOM: ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((tag) => ({ tag, getAttrs: dirOf })),
      toDOM: (node) => block('h3', node),
    },
    blockquote: {
      content: 'block+', group: 'block', attrs: { dir }, defining: true,
      parseDOM: [{ tag: 'blockquote', getAttrs: dirOf }],
      toDOM: (node) => block('blockquote', node),
    },
    bullet_list: {
      content: 'list_item+', group: 'block', attrs: { dir },
      parseDOM: [{ tag: 'ul', getAttrs: dirOf }],
      toDOM: (node) => block('ul', node),
    },
    ordered_list: {
      content: 'list_item+', group: 'block', attrs: { dir, order: { default: 1 } },
      parseDOM: [{ tag: 'ol', getAttrs: dirOf }],
      toDOM: (node) => block('ol', node),
    },
    list_item: { content: 'paragraph block*', defining: true, parseDOM: [{ tag: 'li' }], toDOM: () => ['li', 0] },
    code_block: {
      content: 'text*', group: 'block', marks: '', code: true, defining: true, attrs: { dir: { default: 'ltr' } },
      parseDOM: [{ tag: 'pre', preserveWhitespace: 'full' }],
      toDOM: () => ['pre', { dir: 'ltr' }, 0],
    },
    horizontal_rule: { group: 'block', parseDOM: [{ tag: 'hr' }], toDOM: () => ['hr'] },
    text: { group: 'inline' },
    hard_break: { group: 'inline', inline: true, selectable: false, parseDOM: [{ tag: 'br' }], toDOM: () => ['br'] },
    picture: {
      group: 'inline', inline: true, draggable: true, attrs: { id: {}, alt: { default: '' } },
      parseDOM: [{
        tag: 'img',
        getAttrs(element) {
          const id = PICTURE.exec(element.getAttribute('src') ?? '')?.[1];
          return id ? { id, alt: element.getAttribute('alt') ?? '' } : false;
        },
      }],
      toDOM: ({ attrs }) => ['img', { src: `attachment:${attrs.id as string}`, alt: attrs.alt as string }],
    },
  },
  marks: {
    link: {
      attrs: { href: {} }, inclusive: false,
      parseDOM: [{
        tag: 'a[href]',
        getAttrs(element) {
          const href = element.getAttribute('href') ?? '';
          return SAFE_LINK.test(href) ? { href } : false;
        },
      }],
      toDOM: (mark) => ['a', { href: mark.attrs.href as string }, 0],
    },
    em: { parseDOM: [{ tag: 'i' }, { tag: 'em' }, { style: 'font-style=italic' }], toDOM: () => ['em', 0] },
    strong: {
      parseDOM: [
        { tag: 'strong' },
        // Documents of Google are wrapped in a <b> that is not bold.
        { tag: 'b', getAttrs: (element) => element.style.fontWeight !== 'normal' && null },
        { style: 'font-weight', getAttrs: (value) => /^(bold(er)?|[6-9]\d{2})$/.test(value) && null },
      ],
      toDOM: () => ['strong', 0],
    },
    underline: { parseDOM: [{ tag: 'u' }, { style: 'text-decoration', getAttrs: (value) => value.includes('underline') && null }], toDOM: () => ['u', 0] },
    strike: {
      parseDOM: [{ tag: 's' }, { tag: 'del' }, { tag: 'strike' }, { style: 'text-decoration', getAttrs: (value) => value.includes('line-through') && null }],
      toDOM: () => ['s', 0],
    },
    code: { parseDOM: [{ tag: 'code' }], toDOM: () => ['code', 0] },
  },
});
