import { existsSync, readFileSync } from 'node:fs';

const MANIFEST = 'dist/.vite/manifest.json';
if (!existsSync(MANIFEST)) throw new Error('There is no dist to weigh: run `npm run build` first.');
const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8'));

/** Every chunk that must be there before the entry runs: itself and what it imports statically. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const imported of manifest[key].imports ?? []) closure(imported, seen);
  return seen;
}

const scripts = (keys) => [...keys].map((key) => `dist/${manifest[key].file}`);
const styles = (keys) => [...keys].flatMap((key) => (manifest[key].css ?? []).map((file) => `dist/${file}`));

const shell = closure('index.html');
const words = Object.keys(manifest).filter((key) => /i18n\/\w+\.json$|^virtual:words\//.test(key));
/** The English words that chunks wait for: see words.ts. */
const english = (keys) =>
  [...keys].flatMap((key) =>
    (manifest[key].dynamicImports ?? []).filter((one) => /^virtual:words\/.*\/en$/.test(one)),
  );
const pages = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry && !words.includes(key));

export default [
  { name: 'shell', path: scripts(shell), limit: '190 kB', gzip: true },
  // Each reader fetches the words of one language.
  ...words.map((key) => ({
    name: `words ${key}`,
    path: scripts([key]),
    limit: '30 kB',
    gzip: true,
  })),
  ...pages.map((key) => {
    const chunks = new Set([...shell, ...closure(key)]);
    return {
      name: `shell, English and ${manifest[key].name}`,
      path: scripts([...chunks, 'src/i18n/en.json', ...english(chunks)]),
      limit: '280 kB',
      gzip: true,
    };
  }),
  {
    name: 'all CSS',
    path: [...new Set(styles(Object.keys(manifest)))],
    limit: '45 kB',
    gzip: true,
  },
];
