import assert from "node:assert/strict";
import { test } from "node:test";
import { Thread, type Item } from "../src/app/thread";

const item = (position: number, mine = false): Item => ({
  id: `m${position}`, position, mine, author: null, text: "", attachments: [], at: "", state: "sent",
});

function fresh(...seen: number[]): Thread {
  const thread = new Thread();
  thread.beginReplay();
  thread.greet(0);
  for (const position of seen) thread.put(item(position));
  return thread;
}

test("a message is held once, and order is that of positions", () => {
  const thread = fresh(1, 3, 2);
  assert.equal(thread.put(item(2)), false);
  assert.deepEqual(thread.items().map((held) => held.position), [1, 2, 3]);
  assert.equal(thread.watermark, 3);
});

test("above the head a skipped position is a gap, until a refill has confirmed it", () => {
  const thread = fresh(1, 4);
  assert.ok(thread.hasGap());
  assert.equal(thread.watermark, 1);
  assert.equal(thread.top(), 4);
  thread.put(item(2));
  assert.equal(thread.watermark, 2);
  thread.confirm(4);
  assert.ok(!thread.hasGap());
  assert.equal(thread.watermark, 4);
});

test("below the head of a replay a skip is natural", () => {
  const thread = new Thread();
  thread.beginReplay();
  thread.greet(9);
  thread.put(item(2));
  thread.put(item(7));
  assert.ok(!thread.hasGap());
  thread.put(item(10));
  assert.ok(!thread.hasGap());
  assert.equal(thread.watermark, 10);
});

test("the watermark never passes what may be missing, in any order of arrival", () => {
  for (let round = 0; round < 300; round++) {
    const order = Array.from({ length: 8 }, (_, i) => i + 1).sort(() => Math.random() - 0.5);
    const thread = fresh();
    const got = new Set<number>();
    for (const position of order) {
      thread.put(item(position));
      got.add(position);
      for (let below = 1; below <= thread.watermark; below++) assert.ok(got.has(below));
    }
    assert.equal(thread.watermark, 8);
    assert.ok(!thread.hasGap());
  }
});

test("receipts move forward only, and carry earlier messages along", () => {
  const thread = fresh();
  for (const position of [1, 2, 3]) thread.put(item(position, true));
  thread.advance("m2", "read");
  thread.advance("m2", "delivered");
  thread.advance("m3", "unheard-of");
  assert.deepEqual(thread.items().map((held) => held.state), ["read", "read", "sent"]);
});

test("another conversation clears what was held; the same one does not", () => {
  const thread = fresh(1);
  assert.equal(thread.belong("a"), false);
  assert.equal(thread.belong("a"), false);
  assert.equal(thread.items().length, 1);
  assert.equal(thread.belong("b"), true);
  assert.equal(thread.items().length + thread.watermark, 0);
});

test("what two pages stored is united, whoever wrote last", () => {
  const [one, other] = [fresh(1, 2), fresh(1)];
  for (const thread of [one, other]) thread.belong("a");
  other.put(item(2));
  other.put(item(3));
  other.seen = 3;
  one.merge(other.keep());
  assert.deepEqual(one.items().map((held) => held.position), [1, 2, 3]);
  assert.deepEqual([one.watermark, one.seen, one.unread()], [3, 3, 0]);
});

test("a page that does not know the conversation's name yet takes nothing away", () => {
  const [named, nameless] = [fresh(1), fresh(1, 2)];
  named.belong("a");
  named.merge(nameless.keep());
  assert.deepEqual([named.conversation, named.items().length], ["a", 2]);
});

test("after a resync everything comes again and what was read stays read", () => {
  const thread = fresh(1, 2);
  thread.belong("a");
  thread.seen = 2;
  thread.resync();
  assert.deepEqual([thread.watermark, thread.seen, thread.items().length, thread.conversation], [0, 2, 0, "a"]);
});
