import type { Node } from 'prosemirror-model';

/** The words of a rich text, line by line, with its lists, quotations and links still to be seen. */
export function plainOf(doc: Node): string {
  return linesOf(doc).join('\n');
}

function linesOf(node: Node): string[] {
  const kind = node.type.name;
  if (node.isTextblock) return wordsOf(node).split('\n');
  if (kind === 'horizontal_rule') return ['———'];
  const parts = node.children.map(linesOf);
  if (kind === 'bullet_list') return parts.flatMap((lines) => hung(lines, '• '));
  if (kind === 'ordered_list') return parts.flatMap((lines, i) => hung(lines, `${i + 1}. `));
  if (kind === 'blockquote') return parts.flat().map((line) => `> ${line}`);
  return parts.flat();
}

const hung = (lines: string[], mark: string) => lines.map((line, i) => (i === 0 ? mark : '  ') + line);

/* A link is written out behind its words, once, unless the words are its address. */
function wordsOf(block: Node): string {
  let words = '';
  block.forEach((part, _, i) => {
    words += part.isText ? part.text : part.type.name === 'hard_break' ? '\n' : part.attrs.alt ? `[${part.attrs.alt as string}]` : '';
    const href = hrefOf(part);
    if (href && href !== hrefOf(block.maybeChild(i + 1)) && !isItself(href, words)) words += ` (${href})`;
  });
  return words;
}

const hrefOf = (node: Node | null) => node?.marks.find((mark) => mark.type.name === 'link')?.attrs.href as string | undefined;
const isItself = (href: string, words: string) => words.endsWith(href) || words.endsWith(href.replace(/^(https?:\/\/|mailto:|tel:)/, '').replace(/\/$/, ''));

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Plain text as the simplest rich one: a paragraph for each line. */
export function dressed(text: string): string {
  if (!text.trim()) return '';
  return text.split('\n').map((line) => `<p>${line.replace(/[&<>"]/g, (c) => ESCAPES[c] ?? c) || '<br>'}</p>`).join('');
}
