import { describe, expect, it } from 'vitest';
import type { MailDraft } from '../src/api/types';
import { addressesIn, faultOf, isAddress, isToAll, joined, replyToAll, strangers } from '../src/mail/addresses';
import { en, fa } from '../src/mail/messages';
import { directionOf } from '../src/mail/subject';
import { directions, settled, unsettled } from '../src/richtext/direction';
import * as rich from '../src/richtext/messages';
import { dressed, plainOf } from '../src/richtext/plain';
import { safeLink, schema } from '../src/richtext/schema';
import { firstStrong } from '../src/richtext/strong';

const mail = (more: Partial<MailDraft> = {}): MailDraft => ({ to: [], cc: [], bcc: [], subject: null, quote: true, signature: true, ...more });

/** A document by its words: `p`, `h3`, lists of lines, quotations. */
const { nodes, marks } = schema;
const p = (text: string, dir: 'rtl' | 'ltr' | null = null) => nodes.paragraph.create({ dir }, text ? schema.text(text) : null);
const li = (...blocks: ReturnType<typeof p>[]) => nodes.list_item.create(null, blocks);
const ul = (...texts: string[]) => nodes.bullet_list.create(null, texts.map((text) => li(p(text))));
const ol = (...texts: string[]) => nodes.ordered_list.create(null, texts.map((text) => li(p(text))));
const quote = (...blocks: ReturnType<typeof p>[]) => nodes.blockquote.create(null, blocks);
const doc = (...blocks: ReturnType<typeof p>[]) => nodes.doc.create(null, blocks);
const dirs = (of: ReturnType<typeof doc>, fallback: 'rtl' | 'ltr' = 'rtl') => [...directions(of, fallback).values()];

describe('the direction of a paragraph', () => {
  it('is that of its first letter that has one', () => {
    expect(firstStrong('سلام Sara')).toBe('rtl');
    expect(firstStrong('  «12» (Invoice) فاکتور')).toBe('ltr');
    expect(firstStrong('שלום')).toBe('rtl');
    expect(firstStrong('Привет')).toBe('ltr');
    expect(firstStrong('۱۲۳ - 45 … 🙂')).toBeNull();
  });
  it('goes on as above where there is no letter, and begins as the page', () => {
    expect(dirs(doc(p('سلام'), p(''), p('Hello'), p('123')))).toEqual(['rtl', 'rtl', 'ltr', 'ltr']);
    expect(dirs(doc(p('123')), 'ltr')).toEqual(['ltr']);
  });
  it('is what somebody chose, whatever the letters say', () => {
    expect(dirs(doc(p('HMS-20418 رسید', 'rtl'), p('سلام', 'ltr')))).toEqual(['rtl', 'ltr']);
  });
  it('of a list and a quotation is that of their first line', () => {
    const mixed = doc(ul('One', 'دو'), quote(p('نقل'), p('quoted')));
    expect([...directions(mixed, 'rtl')].map(([at, dir]) => [mixed.nodeAt(at)?.type.name, dir])).toEqual([
      ['bullet_list', 'ltr'], ['list_item', 'ltr'], ['paragraph', 'ltr'], ['list_item', 'rtl'], ['paragraph', 'rtl'], ['blockquote', 'rtl'], ['paragraph', 'rtl'], ['paragraph', 'ltr'],
    ]);
  });
  it('is written down for the way and taken back to the choices when it comes home', () => {
    const home = doc(p('سلام'), p('Hello', 'rtl'), ul('یک'));
    const away = settled(home, 'ltr');
    expect(away.children.map((block) => block.attrs.dir)).toEqual(['rtl', 'rtl', 'rtl']);
    expect(unsettled(away).eq(home)).toBe(true);
  });
});

describe('the plain words of a rich text', () => {
  it('keep lines, lists and quotations to be seen', () => {
    expect(plainOf(doc(p('سلام'), p(''), ul('الف', 'ب'), ol('one', 'two'), quote(p('نقل'), p('دوم')), nodes.horizontal_rule.create(), p('پایان'))))
      .toBe('سلام\n\n• الف\n• ب\n1. one\n2. two\n> نقل\n> دوم\n———\nپایان');
  });
  it('indent what hangs in an item', () => {
    expect(plainOf(doc(nodes.bullet_list.create(null, [li(p('بیرون'), ol('درون'))])))).toBe('• بیرون\n  1. درون');
  });
  it('write a link out once, unless its words are its address', () => {
    const link = marks.link.create({ href: 'https://mehr.example/i/4471' });
    const strong = marks.strong.create();
    const line = nodes.paragraph.create(null, [schema.text('ببینید: '), schema.text('فاکتور ', [link]), schema.text('تازه', [link, strong]), schema.text('.')]);
    expect(plainOf(doc(line))).toBe('ببینید: فاکتور تازه (https://mehr.example/i/4471).');
    expect(plainOf(doc(nodes.paragraph.create(null, [schema.text('mehr.example/i/4471', [link])])))).toBe('mehr.example/i/4471');
  });
  it('become paragraphs again, with nothing of them read as html', () => {
    expect(dressed('سلام\n\n<b>x</b> & "y"')).toBe('<p>سلام</p><p><br></p><p>&lt;b&gt;x&lt;/b&gt; &amp; &quot;y&quot;</p>');
    expect(dressed('  \n')).toBe('');
  });
});

describe('links', () => {
  it('are only those that may stand in a mail', () => {
    expect(safeLink(' https://mehr.example/a?b=c ')).toBe('https://mehr.example/a?b=c');
    expect(safeLink('mehr.example')).toBe('https://mehr.example');
    expect(safeLink('sara@mehr.example')).toBe('mailto:sara@mehr.example');
    for (const bad of ['javascript:alert(1)', ' JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', 'سلام', '', 'java\nscript:alert(1)']) expect(safeLink(bad)).toBeNull();
  });
});

describe('addresses', () => {
  it('are told from what is none', () => {
    for (const good of ['a@b.co', 'sara.karimi+x@mail.mehr.example', 'نگار@مهر.ایران', "o'neil@example.com"]) expect(isAddress(good)).toBe(true);
    for (const bad of ['', 'sara', 'sara@', '@b.co', 'a@b', 'a b@c.de', 'a@b..co', 'a@-b.co', 'a@b.co,', '<a@b.co>', `${'x'.repeat(250)}@b.co`]) expect(isAddress(bad)).toBe(false);
  });
  it('are found in what is pasted, with names and any separator', () => {
    expect(addressesIn('Sara Karimi <sara@mehr.example>; "Rostami, O." <omid@mehr.example>')).toContain('sara@mehr.example');
    expect(addressesIn('a@b.co، c@d.co؛ e@f.co\ng@h.co')).toEqual(['a@b.co', 'c@d.co', 'e@f.co', 'g@h.co']);
    expect(addressesIn('a@b.co c@d.co')).toEqual(['a@b.co', 'c@d.co']);
    expect(addressesIn('\u202amailto:a@b.co\u202c')).toEqual(['a@b.co']);
    expect(addressesIn('not an address')).toEqual(['not an address']);
    expect(addressesIn(' , ;')).toEqual([]);
  });
  it('stand once each, however they are spelt', () => {
    expect(joined(['Sara@mehr.example'], ['sara@MEHR.example', 'b@c.de'])).toEqual(['Sara@mehr.example', 'b@c.de']);
  });
  it('are refused by name, and when there are too many', () => {
    expect(faultOf(mail({ to: ['a@b.co'], bcc: ['oops'] }), 50)).toEqual({ key: 'wrong', address: 'oops' });
    expect(faultOf(mail({ to: ['a@b.co'], cc: ['c@d.co'] }), 1)).toEqual({ key: 'tooMany' });
    expect(faultOf(mail({ to: ['a@b.co'] }), 50)).toBeNull();
  });
});

describe('who gets an answer', () => {
  const known = { to: [{ name: 'Pars', address: 'info@pars.example' }], cc: [{ name: '', address: 'ceo@pars.example' }, { name: '', address: 'acc@pars.example' }] };
  it('to all takes the candidates in once and leaves out who is addressed anyway', () => {
    const all = replyToAll(mail({ to: ['info@pars.example', 'CEO@pars.example'], cc: ['x@y.example'] }), known.cc);
    expect(all.cc).toEqual(['x@y.example', 'acc@pars.example']);
    expect(isToAll(all, known.cc)).toBe(true);
    expect(isToAll(mail(), known.cc)).toBe(false);
    expect(isToAll(mail(), [])).toBe(false);
  });
  it('strangers are those who were in no mail before; who is hidden sees it as well but is told of apart', () => {
    expect(strangers(mail({ to: ['INFO@pars.example'], cc: ['ceo@pars.example', 'new@other.example'], bcc: ['boss@mehr.example'] }), known)).toEqual(['new@other.example']);
  });
});

describe('a subject', () => {
  it('runs as its own words do', () => {
    expect(directionOf('Re: مغایرت مبلغ')).toBe('rtl');
    expect(directionOf('Re: Fwd: مغایرت')).toBe('rtl');
    expect(directionOf('پاسخ: Invoice 12')).toBe('ltr');
    expect(directionOf('Re: 4471')).toBe('auto');
    expect(directionOf('Reorder')).toBe('ltr');
  });
});

describe('texts of mails', () => {
  it.each([[fa, en], [rich.fa, rich.en]])('stand in both languages with the same places to fill', (persian, english) => {
    const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
    expect(Object.keys(english).sort()).toEqual(Object.keys(persian).sort());
    for (const [key, text] of Object.entries(persian)) expect(places((english as Record<string, string>)[key] ?? ''), key).toEqual(places(text));
  });
});
