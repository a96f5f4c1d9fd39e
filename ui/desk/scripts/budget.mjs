// Fails when the static graph of the inbox route, with the Persian catalogue, outgrows its budget.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const LIMIT = { js: 200 * 1024, css: 60 * 1024 };
const out = fileURLToPath(new URL('../../../src/hamseda/static/desk', import.meta.url));
const manifest = JSON.parse(readFileSync(join(out, '.vite/manifest.json'), 'utf8'));

const seen = new Set();
const files = { js: new Set(), css: new Set() };

function follow(key) {
  if (seen.has(key)) return;
  seen.add(key);
  const chunk = manifest[key];
  files.js.add(chunk.file);
  for (const sheet of chunk.css ?? []) files.css.add(sheet);
  for (const next of chunk.imports ?? []) follow(next);
}

follow('index.html');
follow('src/messages/fa.ts');

const weigh = (names) =>
  [...names].reduce((sum, name) => sum + gzipSync(readFileSync(join(out, name)), { level: 9 }).length, 0);

let isOver = false;
for (const kind of ['js', 'css']) {
  const size = weigh(files[kind]);
  isOver ||= size > LIMIT[kind];
  console.log(`inbox ${kind}: ${(size / 1024).toFixed(1)} KB gz of ${LIMIT[kind] / 1024}`);
}
if (isOver) {
  console.error('The inbox route is over its budget: load something lazily or drop it.');
  process.exit(1);
}
