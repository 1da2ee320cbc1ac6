import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { compiledWords, wordsByArea } from './words';

const PARSER = '@formatjs/icu-messageformat-parser';

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

/** The files that are there before the program runs. */
const atHand = new Set<string>();

/** What a page needs is asked for together with it, but nothing that the shell has already. */
function shellAtHand(): Plugin {
  return {
    name: 'shell-at-hand',
    enforce: 'pre',
    generateBundle: {
      order: 'pre',
      handler(_, bundle) {
        const add = (file: string) => {
          const chunk = bundle[file];
          if (atHand.has(file) || chunk?.type !== 'chunk') return;
          atHand.add(file);
          for (const style of chunk.viteMetadata?.importedCss ?? []) atHand.add(style);
          for (const imported of chunk.imports) add(imported);
        };
        for (const chunk of Object.values(bundle)) {
          if (chunk.type === 'chunk' && chunk.isEntry) add(chunk.fileName);
        }
      },
    },
  };
}

/** Shades of colours that nothing here is painted with: a tenth of all style. */
const UNUSED_SHADE = /^--mantine-color-(pink|grape|violet|indigo|cyan|teal|green|lime|yellow|orange)-/;
const shadesInUse = {
  postcssPlugin: 'shades-in-use',
  Declaration(declaration: { prop: string; remove: () => void }) {
    if (UNUSED_SHADE.test(declaration.prop)) declaration.remove();
  },
};

export default defineConfig({
  plugins: [process.env.VITEST ? compiledWords() : wordsByArea(), wordsAhead(), shellAtHand(), react()],
  resolve: { alias: [{ find: new RegExp(`^${PARSER}$`), replacement: `${PARSER}/no-parser.js` }] },
  css: { postcss: { plugins: [shadesInUse] } },
  build: {
    // The server embeds this folder; the manifest is what `npm run size` weighs the routes by.
    outDir: 'dist',
    manifest: true,
    // Inlined assets would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_, files, { hostType }) =>
        hostType === 'js' ? files.filter((file) => !atHand.has(file)) : files,
    },
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
