/**
 * Words are fetched beside the program, in one language, and only those of the areas somebody goes to: what is said in
 * one folder of `src/features` alone is fetched with it, everything else at first. Which is which is read from the sources.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from '@formatjs/icu-messageformat-parser';
import type { Plugin } from 'vite';

type Texts = Record<string, string>;

const SOURCES = join(import.meta.dirname, 'src');
const LANGUAGES = ['en', 'de'];
/** The area of what is fetched at first. */
const EVERYWHERE = '';
/** An area with less to say than this, in characters, is not worth asking for by itself. */
const LEAST = 1_500;
const VIRTUAL = 'virtual:words/';

const readWords = (language: string) =>
  JSON.parse(readFileSync(join(SOURCES, 'i18n', `${language}.json`), 'utf8')) as Texts;

/** The patterns are read when the program is built, so that their parser, a twentieth of the shell, stays at home. */
const moduleOf = (words: [string, string][]) =>
  JSON.stringify(
    Object.fromEntries(words.map(([name, text]) => [name, text.includes('{') ? parse(text) : text])),
  );

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return /(?<!\.test)\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Which texts some code says: by their name, or by a template that can make their name. */
export function saidIn(code: string, names: readonly string[]): string[] {
  const literals = new Set(
    [...code.matchAll(/'([\w.-]+)'|"([\w.-]+)"/g)].map(([, one, other]) => one ?? other),
  );
  const templates = [...code.matchAll(/`([a-zA-Z0-9_.]+\.)?\$\{[^}]+\}(\.[a-zA-Z0-9_.]+)?`/g)]
    .filter(([, before, after]) => before !== undefined || after !== undefined)
    .map(([, before = '', after = '']) => ({ before, after }));
  return names.filter(
    (name) =>
      literals.has(name) ||
      templates.some(
        ({ before, after }) =>
          name.startsWith(before) &&
          name.endsWith(after) &&
          !name.slice(before.length, name.length - after.length).includes('.'),
      ),
  );
}

const areaOf = (file: string) =>
  /^features\/([^/]+)\//.exec(relative(SOURCES, file).replaceAll('\\', '/'))?.[1] ?? EVERYWHERE;

interface Areas {
  /** The area of each text. */
  readonly of: ReadonlyMap<string, string>;
  /** The files that say a text of their own area. */
  readonly files: ReadonlySet<string>;
}

function readAreas(): Areas {
  const words = readWords('en');
  const names = Object.keys(words);
  const said = new Map(sourceFiles(SOURCES).map((file) => [file, saidIn(readFileSync(file, 'utf8'), names)]));
  const places = new Map<string, Set<string>>();
  for (const [file, some] of said) {
    for (const name of some) places.set(name, (places.get(name) ?? new Set()).add(areaOf(file)));
  }
  const of = new Map(
    names.map((name) => {
      const [first = EVERYWHERE, ...others] = places.get(name) ?? [];
      return [name, others.length > 0 ? EVERYWHERE : first];
    }),
  );
  const sizes = new Map<string, number>();
  for (const [name, area] of of)
    sizes.set(area, (sizes.get(area) ?? 0) + name.length + (words[name] ?? '').length);
  for (const [name, area] of of) if ((sizes.get(area) ?? 0) < LEAST) of.set(name, EVERYWHERE);
  const files = [...said].filter(
    ([file, some]) => areaOf(file) !== EVERYWHERE && some.some((name) => of.get(name) === areaOf(file)),
  );
  return { of, files: new Set(files.map(([file]) => file)) };
}

/** Parts the words by area. A file that says some of its own area imports a module that waits until these are there. */
export function wordsByArea(): Plugin {
  let areas: Areas = { of: new Map(), files: new Set() };
  const wordsOf = (language: string, area: string) =>
    moduleOf(Object.entries(readWords(language)).filter(([name]) => areas.of.get(name) === area));
  return {
    name: 'words-by-area',
    enforce: 'pre',
    buildStart() {
      areas = readAreas();
    },
    resolveId: (id) => (id.startsWith(VIRTUAL) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${VIRTUAL}`)) return null;
      const [area = EVERYWHERE, language] = id.slice(VIRTUAL.length + 1).split('/');
      if (language) return `export default ${wordsOf(language, area)}`;
      const loaders = LANGUAGES.map((one) => `${one}: () => import('${VIRTUAL}${area}/${one}')`);
      return `import { need } from '${join(SOURCES, 'i18n/text')}'; await need('${area}', { ${loaders.join(', ')} });`;
    },
    transform(code, id) {
      const language = LANGUAGES.find((one) => id === join(SOURCES, 'i18n', `${one}.json`));
      if (language) return { code: wordsOf(language, EVERYWHERE), map: null };
      // On the first line, so that every other one stays where it is.
      return areas.files.has(id) ? { code: `import '${VIRTUAL}${areaOf(id)}'; ${code}`, map: null } : null;
    },
  };
}

/** Under test there is no need to wait for anything: the words stay together. */
export function compiledWords(): Plugin {
  return {
    name: 'compiled-words',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/i18n\/(en|de)\.json$/.test(id)) return null;
      return { code: moduleOf(Object.entries(JSON.parse(code) as Texts)), map: null };
    },
  };
}
