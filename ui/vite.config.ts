import { parse } from '@formatjs/icu-messageformat-parser';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const PARSER = '@formatjs/icu-messageformat-parser';

/**
 * Reads the patterns of the words when the program is built, so that the parser (a twentieth of the shell) need not
 * travel to every browser. Texts without a pattern stay texts.
 */
function compiledWords(): Plugin {
  return {
    name: 'compiled-words',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/i18n\/(en|de)\.json$/.test(id)) return null;
      const words = Object.entries(JSON.parse(code) as Record<string, string>);
      return {
        code: JSON.stringify(
          Object.fromEntries(words.map(([name, text]) => [name, text.includes('{') ? parse(text) : text])),
        ),
        map: null,
      };
    },
  };
}

/** The words are asked for together with the program, not by it. */
function wordsAhead(): Plugin {
  return {
    name: 'words-ahead',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle }) {
        const words = Object.values(bundle ?? {}).find(
          (one) => one.type === 'chunk' && one.facadeModuleId?.endsWith('/i18n/en.json'),
        );
        if (!words) return [];
        return [
          { tag: 'link', attrs: { rel: 'modulepreload', href: `/${words.fileName}` }, injectTo: 'head' },
        ];
      },
    },
  };
}

export default defineConfig({
  plugins: [compiledWords(), wordsAhead(), react()],
  resolve: { alias: [{ find: new RegExp(`^${PARSER}$`), replacement: `${PARSER}/no-parser.js` }] },
  build: {
    // The server embeds this folder; the manifest is what `npm run size` weighs the routes by.
    outDir: 'dist',
    manifest: true,
    // Inlined assets would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:8400' },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    environment: 'node',
  },
});
