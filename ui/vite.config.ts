import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { compiledWords, wordsByArea } from './words';

const ENTRY = join(import.meta.dirname, 'src/main.tsx');
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

interface ModuleGraph {
  getModuleInfo: (
    id: string,
  ) => { importedIds: readonly string[]; dynamicallyImportedIds: readonly string[] } | null;
}

/** What the shell has in common with what is fetched later, by id. */
const common = new Set<string>();

/** All of that comes in one file: as a file for each few lines of it the shell would be larger. */
function commonFile(id: string, graph: ModuleGraph): string | null {
  if (common.size === 0) {
    const lazy: string[] = [];
    const closure = (from: string, seen: Set<string>) => {
      if (seen.has(from)) return seen;
      seen.add(from);
      const { importedIds = [], dynamicallyImportedIds = [] } = graph.getModuleInfo(from) ?? {};
      lazy.push(...dynamicallyImportedIds);
      for (const imported of importedIds) closure(imported, seen);
      return seen;
    };
    const shell = closure(ENTRY, new Set());
    const later = new Set<string>();
    for (let next = lazy.pop(); next !== undefined; next = lazy.pop()) closure(next, later);
    for (const one of shell) if (later.has(one) && !one.includes('node_modules')) common.add(one);
  }
  return common.has(id) ? 'common' : null;
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
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: commonFile, includeDependenciesRecursively: false }] } },
    },
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:8400' },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    environment: 'node',
  },
});
