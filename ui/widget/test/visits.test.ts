import assert from "node:assert/strict";
import { test } from "node:test";
import type { Drawer } from "../src/shared/storage";
import { Visits } from "../src/app/visits";

/** What one process stores is seen by another `lag` milliseconds later, as browsers do it. */
function stores(lag: number): [Drawer, Drawer] {
  type Held = Record<string, unknown>;
  const of = (own: Held, far: Held): Drawer => ({
    get: <T>(name: string) => (own[name] ?? null) as T | null,
    put(name, value) {
      own[name] = value;
      setTimeout(() => (far[name] = value), lag);
    },
    drop: (name) => void delete own[name],
    names: () => Object.keys(own),
  });
  const [one, other]: [Held, Held] = [{}, {}];
  return [of(one, other), of(other, one)];
}

function pages(lag: number): [Visits, Visits] {
  const [one, other] = stores(lag);
  return [new Visits("", "key", one, () => undefined), new Visits("", "key", other, () => undefined)];
}

/** The lock manager of a browser, for one name. */
function locks(): unknown {
  let last: Promise<unknown> = Promise.resolve();
  let busy = 0;
  return {
    request(_name: string, given: unknown, work?: (lock: object | null) => unknown) {
      const run = (work ?? given) as (lock: object | null) => unknown;
      if (work && (given as { ifAvailable?: boolean }).ifAvailable && busy) return Promise.resolve(run(null));
      busy += 1;
      const done = last.then(() => run({}));
      last = done.catch(() => undefined).finally(() => (busy -= 1));
      return done;
    },
  };
}

function browser(answers: () => Response): string[] {
  const asked: string[] = [];
  Object.defineProperty(globalThis, "navigator", { value: { locks: locks() }, configurable: true });
  globalThis.fetch = async (_to, init) => {
    asked.push(String(init?.body));
    return answers();
  };
  return asked;
}

const visit = (number: number) =>
  Response.json({ visitor_token: `token-${number}`, expires_at: new Date(Date.now() + 3_600_000), visitor_id: `v${number}` });

test("two pages that begin together become one visitor, however late one sees what the other stored", async () => {
  const asked = browser(() => visit(asked.length));
  const [first, second] = pages(300);
  assert.deepEqual(await Promise.all([first.token(), second.token()]), ["token-1", "token-1"]);
  assert.equal(asked.length, 1);
});

test("a page that asks just after the other was answered asks nothing again", async () => {
  const asked = browser(() => visit(asked.length));
  const [first, second] = pages(300);
  await first.token();
  assert.equal(await second.token(), "token-1");
  assert.equal(asked.length, 1);
});

test("where the first page fails, the second asks for itself", async () => {
  const asked = browser(() => (asked.length === 1 ? new Response(null, { status: 503 }) : visit(asked.length)));
  const [first, second] = pages(10);
  const answers = await Promise.allSettled([first.token(), second.token()]);
  assert.equal(answers[0].status, "rejected");
  assert.deepEqual(answers[1], { status: "fulfilled", value: "token-2" });
});
