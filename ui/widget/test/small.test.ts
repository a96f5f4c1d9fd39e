import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff } from "../src/app/backoff";
import { contrast, parse, readable, textOn } from "../src/shared/colour";
import { device, withoutQuery } from "../src/app/context";
import { callDays, callHours, instantOf, isEmail, isPhone, latinDigits } from "../src/app/reach";
import { newId } from "../src/app/uuid";
import { Words } from "../src/app/words";
import { catalogues } from "../src/messages/catalogue";
import type { Locale } from "../src/messages/locale";

test("ids are UUIDv7 and sort in the order of their making", () => {
  const ids = Array.from({ length: 5000 }, () => newId());
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(newId(1000) > (ids.at(-1) as string), "a clock that goes back does not break the order");
});

test("the back-off grows, is jittered and has a ceiling", () => {
  assert.deepEqual([0, 1, 2].map((attempt) => backoff(attempt, () => 1)), [650, 1150, 2150]);
  assert.equal(backoff(50, () => 1), 30_150);
  assert.equal(backoff(50, () => 0), 150);
});

test("text on a brand colour and the colour on its ground can be read", () => {
  for (let i = 0; i < 2000; i++) {
    const colour = [0, 0, 0].map(() => Math.floor(Math.random() * 256)) as [number, number, number];
    assert.ok(contrast(textOn(colour), colour) >= 4.5);
    for (const ground of [[244, 241, 236], [58, 56, 54]] as [number, number, number][])
      assert.ok(contrast(readable(colour, ground), ground) >= 4.5);
  }
  assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
  assert.deepEqual(parse("#fa0"), [255, 170, 0]);
  assert.deepEqual(parse("red; }"), parse(null));
});

test("every sentence of both languages has the same places to fill", () => {
  const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const key of Object.keys(catalogues.fa) as (keyof typeof catalogues.fa)[])
    assert.deepEqual(places(catalogues.en[key]), places(catalogues.fa[key]), key);
});

test("Persian sentences are written with Persian letters", () => {
  for (const text of Object.values(catalogues.fa)) assert.doesNotMatch(text, /[يكة٠-٩]/);
});

test("waits, their accuracy and instants are said in both languages", () => {
  const [fa, en] = (["fa", "en"] as Locale[]).map((locale) => new Words(locale)) as [Words, Words];
  assert.equal(fa.range({ low_s: 120, high_s: 240 }), "۲ تا ۴ دقیقه");
  assert.equal(en.range({ low_s: 20, high_s: 55 }), "less than a minute");
  assert.equal(fa.range({ low_s: 20, high_s: 110 }), "حدود ۲ دقیقه");
  assert.equal(en.range({ low_s: 20, high_s: 60 }), "about 1 minute");
  assert.equal(en.range({ low_s: 20, high_s: 110 }), "about 2 minutes");
  assert.equal(fa.range({ low_s: 20, high_s: 60 }), "حدود ۱ دقیقه");
  assert.equal(en.record({ kept: 1, of: 1 }), "1 of our last 1 estimate was right");
  assert.equal(en.record({ kept: 87, of: 100 }), "87 of our last 100 estimates were right");
  assert.equal(fa.record({ kept: 87, of: 100 }), "از ۱۰۰ وعده‌ی آخر، ۸۷ درست");
  assert.equal(en.record({ kept: 0, of: 0 }), catalogues.en.waitNoRecord);
  const morning = new Date(2030, 10, 23, 9, 5);
  assert.equal(fa.when(morning.toISOString(), new Date(2030, 10, 20)), "شنبه ۲ آذر ساعت ۹:۰۵");
  assert.equal(en.when(morning.toISOString(), morning), "today at 9:05");
  assert.equal(fa.dayHeading(morning.toISOString(), new Date(2030, 10, 24, 1)), "دیروز");
  assert.equal(fa.size(1_572_864), "۱٫۵ مگابایت");
});

test("addresses are read in three digit scripts", () => {
  assert.equal(latinDigits("۰۹۱۲ ٣٤٥"), "0912 345");
  assert.ok(isPhone("+98 (912) 123-4567") && !isPhone("123") && !isPhone("abc"));
  assert.ok(isEmail("a@mehr.example") && !isEmail("a@b") && !isEmail("a b@c.d"));
});

test("a call is offered only after now and after we open, for seven days with an hour left", () => {
  const late = new Date(2030, 10, 23, 23, 0);
  const days = callDays(null, late);
  assert.equal(days.length, 7);
  assert.equal(days[0]?.getDate(), 24);
  const opens = new Date(2030, 10, 25, 10, 15).toISOString();
  assert.equal(callDays(opens, late)[0]?.getDate(), 25);
  assert.equal(callHours(callDays(opens, late)[0] as Date, opens, late)[0], 10 * 60 + 30);
  for (const day of callDays(opens, late))
    for (const minutes of callHours(day, opens, late)) assert.ok(instantOf(day, minutes) >= opens);
});

test("a browser is named without guessing more than it says", () => {
  const agent = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36";
  const { kind, os, browser } = device(agent);
  assert.deepEqual([kind, os, browser], ["phone", "Android", "Chrome"]);
  assert.equal(device("curl/8").browser, "");
  assert.equal(withoutQuery("https://mehr.example/a?card=6037#x"), "https://mehr.example/a");
});
