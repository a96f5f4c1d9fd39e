import react from '@vitejs/plugin-react';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const api = process.env.HAMSEDA_API ?? 'http://127.0.0.1:8000';

/** The emoji names beside the desk, so that the picker asks nobody else for them. */
function emojiData(): Plugin {
  return {
    name: 'emoji-data',
    generateBundle() {
      for (const name of ['data', 'messages']) {
        const path = fileURLToPath(new URL(`./node_modules/emojibase-data/en/${name}.json`, import.meta.url));
        this.emitFile({ type: 'asset', fileName: `emoji/en/${name}.json`, source: readFileSync(path) });
      }
    },
  };
}

export default defineConfig({
  base: '/desk/',
  plugins: [react(), emojiData()],
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: '../../src/hamseda/static/desk',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // Fonts and art stay files: a strict content policy allows no data: addresses for them.
    assetsInlineLimit: 0,
    // What the first page needs is one file: fifty small ones weigh a tenth more and come one after the other.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
  },
  test: { include: ['tests/**/*.test.ts'] },
  server: { proxy: { '/api': { target: api, ws: true } } },
});
