// Builds two classic scripts (no modules: they need no CORS headers and run under `script-src HOST`):
// app.<hash>.js with everything, and loader.js, small and with a fixed name, which knows the app's name.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../../src/hamseda/static/widget");
const fontPackage = join(here, "node_modules/@fontsource-variable/vazirmatn");
const budgets = { "loader.js": 10 * 1024, app: 60 * 1024 };

export const css = {
  name: "css-as-text",
  setup(it) {
    it.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), { loader: "css", minify: true, target });
      return { contents: code, loader: "text" };
    });
  },
};

const target = ["chrome99", "firefox101", "safari16.4"]; // the first with constructable style sheets

async function bundle(entry, define) {
  const result = await build({
    entryPoints: [join(here, entry)], bundle: true, write: false, minify: true, format: "iife",
    charset: "utf8", target, define, plugins: [css], legalComments: "none", logLevel: "warning",
  });
  return result.outputFiles[0].contents;
}

function put(name, contents, budget = Infinity) {
  const size = gzipSync(contents, { level: 9 }).length;
  if (size > budget) throw new Error(`${name} is ${size} bytes gzipped; its budget is ${budget}`);
  writeFileSync(join(out, name), contents);
  process.stdout.write(`${name} ${size} bytes gz\n`);
}

const digest = (contents) => createHash("sha256").update(contents).digest("hex").slice(0, 10);

function copyFonts() {
  const names = {};
  for (const script of ["arabic", "latin"]) {
    const source = join(fontPackage, `files/vazirmatn-${script}-wght-normal.woff2`);
    names[script] = `vazirmatn-${script}.${digest(readFileSync(source))}.woff2`;
    copyFileSync(source, join(out, names[script]));
  }
  copyFileSync(join(fontPackage, "LICENSE"), join(out, "vazirmatn-LICENSE.txt"));
  return names;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const fonts = copyFonts();
const app = await bundle("src/app/main.ts", { FONTS: JSON.stringify(fonts) });
const appName = `app.${digest(app)}.js`;
put(appName, app, budgets.app);
put("loader.js", await bundle("src/loader/main.ts", { APP_FILE: JSON.stringify(appName) }), budgets["loader.js"]);
