import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import type { ConversationSummary, LiveEvent, Message } from '../src/api/types';
import { replaceTrigger, triggerAt } from '../src/composer/trigger';
import { leansRight } from '../src/composer/useSend';
import { masked } from '../src/conversation/Masked';
import { layOut } from '../src/conversation/timeline';
import { createFormat, latinDigits } from '../src/i18n/format';
import { fill } from '../src/i18n/translate';
import { arrange } from '../src/inbox/arrange';
import { applyEvent } from '../src/live/apply';
import { en } from '../src/messages/en';
import { fa } from '../src/messages/fa';
import { nextAt } from '../src/shared/moments';

const row = (id: string, more: Partial<ConversationSummary> = {}) =>
  ({ id, last_position: 1, read_position: 1, unread: 0, last_message_at: '2026-01-01T00:00:00Z', opened_at: '2026-01-01T00:00:00Z', ...more }) as ConversationSummary;

const message = (id: string, position: number, more: Partial<Message> = {}) =>
  ({ id, position, conversation_id: 'c', kind: 'message', direction: 'inbound', channel_kind: 'webchat', state: 'sent', author_id: null, author_name: 'a', created_at: '2026-01-01T10:00:00Z', meta: {}, ...more }) as Message;

const event = (n: number, k: string, b: unknown): LiveEvent => ({ t: 'event', n, k, c: 'c', b, at: '' });

describe('a held list', () => {
  it('never moves a row, keeps one that left, and counts newcomers', () => {
    const held = arrange([row('a'), row('b'), row('c')], [row('new'), row('c'), row('a'), row('older')], true);
    expect(held.rows.map((r) => r.id)).toEqual(['a', 'b', 'c', 'older']);
    expect([...held.gone]).toEqual(['b']);
    expect(held.fresh).toBe(1);
  });
  it('is the truth when nobody holds it', () => {
    expect(arrange([row('a')], [row('b'), row('a')], false).rows.map((r) => r.id)).toEqual(['b', 'a']);
  });
});

describe('live events on the cache', () => {
  function desk() {
    const client = new QueryClient();
    client.setQueryData(['messages', 'c'], { pages: [{ items: [message('m1', 1)], has_more: false }], pageParams: [null] });
    client.setQueryData(['conversations', 'mine'], { pages: [{ items: [row('c'), row('d')], next: null }], pageParams: [null] });
    const shown = () => ({
      messages: (client.getQueryData(['messages', 'c']) as { pages: { items: Message[] }[] }).pages[0]?.items.map((m) => `${m.id}:${m.state}`),
      rows: (client.getQueryData(['conversations', 'mine']) as { pages: { items: ConversationSummary[] }[] }).pages[0]?.items.map((r) => `${r.id}:${r.unread}:${r.last_position}`),
    });
    return { client, shown };
  }
  const appended = event(2, 'message.appended', { message: message('m2', 2), conversation: { id: 'c', last_position: 2 } });

  it('puts a message in its place once, even if told twice', () => {
    const { client, shown } = desk();
    applyEvent(client, appended, 'me');
    applyEvent(client, appended, 'me');
    expect(shown()).toEqual({ messages: ['m1:sent', 'm2:sent'], rows: ['c:1:2', 'd:0:1'] });
  });
  it('never lets a receipt go back', () => {
    const { client, shown } = desk();
    applyEvent(client, event(3, 'message.changed', { id: 'm1', position: 1, state: 'read' }), 'me');
    applyEvent(client, event(4, 'message.changed', { id: 'm1', position: 1, state: 'delivered' }), 'me');
    expect(shown().messages).toEqual(['m1:read']);
  });
  it('loses nothing to a reading that was written down before the event and comes after it', async () => {
    for (const isFirst of [true, false]) {
      const { client, shown } = desk();
      if (isFirst) client.removeQueries({ queryKey: ['messages', 'c'] });
      let come = (_: unknown) => {};
      const reading = client.fetchQuery({ queryKey: ['messages', 'c'], queryFn: () => new Promise((resolve) => { come = resolve; }) });
      applyEvent(client, appended, 'me');
      applyEvent(client, event(3, 'message.changed', { id: 'm2', position: 2, state: 'read' }), 'me');
      come({ pages: [{ items: [message('m1', 1)], has_more: false }], pageParams: [null] });
      await reading;
      expect(shown().messages).toEqual(['m1:sent', 'm2:read']);
    }
  });
  it('tells how far a mail came with each recipient as soon as it is known', () => {
    const { client } = desk();
    const recipients = [{ address: 'a@b.example', state: 'delayed' }];
    applyEvent(client, event(7, 'message.changed', { id: 'm1', position: 1, state: 'sent', detail: { recipients } }), 'me');
    const thread = client.getQueryData(['messages', 'c']) as { pages: { items: Message[] }[] };
    expect(thread.pages[0]?.items[0]?.meta.delivery).toEqual({ recipients });
  });
  it('reads a draft anew that may have moved with its conversation', async () => {
    const { client } = desk();
    client.setQueryData(['draft', 'c'], null);
    applyEvent(client, event(8, 'messages.moved', { id: 'c', other_id: 'd' }), 'me');
    await expect.poll(() => client.getQueryState(['draft', 'c'])?.isInvalidated).toBe(true);
  });
  it('marks as read only what this person read', () => {
    const { client, shown } = desk();
    applyEvent(client, appended, 'me');
    applyEvent(client, event(5, 'read.marked', { conversation_id: 'c', reader_id: 'other', position: 2 }), 'me');
    expect(shown().rows?.[0]).toBe('c:1:2');
    applyEvent(client, event(6, 'read.marked', { conversation_id: 'c', reader_id: 'me', position: 2 }), 'me');
    expect(shown().rows?.[0]).toBe('c:0:2');
  });
});

describe('the timeline', () => {
  it('divides by channel and day, and draws one breath together', () => {
    const blocks = layOut([
      message('a', 1), message('b', 2, { created_at: '2026-01-01T10:01:00Z' }),
      message('c', 3, { channel_kind: 'email', created_at: '2026-01-02T10:00:00Z' }),
    ], (at) => at.slice(0, 10));
    const drawn = blocks.map((b) => [b.day ? 'day' : '', b.channel?.kind ?? '', b.message.id + (b.isContinued ? '+' : '')].filter(Boolean).join(' '));
    expect(drawn).toEqual(['day webchat a', 'b+', 'day email c']);
  });
});

describe('words and numbers', () => {
  it('have the same slots in both languages', () => {
    const slots = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((m) => m[1]))].sort().join();
    for (const key of Object.keys(fa) as (keyof typeof fa)[]) expect(`${key} ${slots(en[key])}`).toBe(`${key} ${slots(fa[key])}`);
  });
  it('carry no Arabic letters or digits in Persian', () => {
    for (const text of Object.values(fa)) expect(text).not.toMatch(/[يك٠-٩]/);
  });
  it('count in words', () => {
    expect(fill('{n} {n?new:news}', { n: 2 }, String)).toBe('2 news');
  });
  it('write a Jalali date year first in the digits of the reader', () => {
    const reading = { locale: 'fa', calendar: 'jalali', digits: 'fa', timeZone: 'Asia/Tehran' } as const;
    expect(createFormat(reading).date('2026-11-22T08:00:00Z')).toBe('۱۴۰۵/۹/۱');
    expect(createFormat({ ...reading, digits: 'latn' }).date('2026-11-22T08:00:00Z')).toBe('1405/9/1');
  });
  it('read digits of three scripts', () => {
    expect(latinDigits('۰۹٠٩09')).toBe('090909');
  });
  it('go by the clock of the person’s zone', () => {
    expect(nextAt(9, 'Asia/Tehran', 6, Date.parse('2026-11-22T22:00:00Z'))).toBe('2026-11-28T05:30:00.000Z');
    expect(nextAt(9, 'Europe/Berlin', undefined, Date.parse('2026-03-28T12:00:00Z'))).toBe('2026-03-29T07:00:00.000Z');
  });
});

describe('writing', () => {
  it('finds the trigger at the caret and replaces it', () => {
    expect(triggerAt('سلام /زم', 8)).toEqual({ sign: '/', query: 'زم', from: 5, to: 8 });
    expect(triggerAt('a@b.example', 11)).toBeNull();
    expect(replaceTrigger('سلام @س خوبی', { from: 5, to: 7 }, '@سارا ')).toEqual({ text: 'سلام @سارا  خوبی', caret: 11 });
  });
  it('leans by the majority of letters', () => {
    expect(leansRight('Order HMS سفارش نرسیده است')).toBe(true);
    expect(leansRight('Hello there سلام')).toBe(false);
  });
});

describe('masked numbers', () => {
  it('stand apart from the text around them, whatever their script', () => {
    const parts = masked('کارت ۶۰۳۷••••۹۹۹۳ و ٠٨٤••••٤٨') as { props?: { dir: string; children: string } }[];
    expect(parts.map((part) => part.props ? `${part.props.dir}:${part.props.children}` : part))
      .toEqual(['کارت ', 'ltr:۶۰۳۷••••۹۹۹۳', ' و ', 'ltr:٠٨٤••••٤٨', '']);
  });

  it('are not looked for where there are none', () => {
    expect(masked('سفارش ۱۲۳۴ • تازه')).toBe('سفارش ۱۲۳۴ • تازه');
  });
});
