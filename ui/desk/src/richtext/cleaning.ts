/*
 * What other programs put on the clipboard, made into what the schema can read. Word writes its lists as
 * paragraphs with a mark typed before them, and everybody lays out with tables.
 */

const NOT_TEXT = 'script, style, meta, link, title, head, xml, o\\:p:empty, template, noscript';
const MARK = /mso-list:\s*ignore/i;
const LEVEL = /mso-list:.*?level(\d+)/i;
const NUMBER = /^[\s(]*[\d۰-۹٠-٩a-z]{1,3}[.)]/i;

/** Cleans in place; the element is of a document that shows nothing and runs nothing. */
export function cleaned(body: HTMLElement): void {
  for (const each of body.querySelectorAll(NOT_TEXT)) each.remove();
  removeComments(body);
  makeLists(body);
  for (const row of body.querySelectorAll('tr')) becomeLine(row);
}

function removeComments(body: HTMLElement): void {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const found: Node[] = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  for (const each of found) (each as ChildNode).remove();
}

/** Paragraphs that Word means as items of a list become items of one list, as long as they follow each other. */
function makeLists(body: HTMLElement): void {
  let list: Element | null = null;
  for (const line of body.querySelectorAll<HTMLElement>('p[style*="mso-list"], li[style*="mso-list"]')) {
    if (line.tagName === 'LI' || !LEVEL.test(line.getAttribute('style') ?? '')) continue;
    const mark = [...line.querySelectorAll<HTMLElement>('span')].find((span) => MARK.test(span.getAttribute('style') ?? ''));
    const tag = NUMBER.test(mark?.textContent ?? '') ? 'OL' : 'UL';
    mark?.remove();
    const before: Element | null = line.previousElementSibling;
    const goesOn: boolean = list !== null && before === list && before.tagName === tag;
    const home: Element = goesOn && list ? list : body.ownerDocument.createElement(tag);
    if (!goesOn) line.before(home);
    const item = body.ownerDocument.createElement('li');
    item.append(...line.childNodes);
    home.append(item);
    list = home;
    line.remove();
  }
}

/** A row of a table is one line: its cells keep a space between them, so that no words grow together. */
function becomeLine(row: Element): void {
  const cells = [...row.children];
  const isLayout = cells.some((cell) => cell.querySelector('p, div, ul, ol, table, blockquote'));
  if (isLayout) return;
  const line = row.ownerDocument.createElement('p');
  cells.forEach((cell, i) => line.append(...(i ? ['\u2003'] : []), ...cell.childNodes));
  const table = row.closest('table');
  table?.before(line);
  row.remove();
  if (table && !table.querySelector('tr')) table.remove();
}
