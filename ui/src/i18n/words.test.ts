import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { saidIn } from '../../words';
import german from './de.json';
import english from './en.json';

const SOURCES = join(import.meta.dirname, '..');
/** The server heads what people take along with the same words. */
const TABLES = join(import.meta.dirname, '../../../crates/web/src/routes/tables');
const wordsIn = (language: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `${language}.json`), 'utf8')) as Record<string, string>;
const WORDS = wordsIn('en');
const GERMAN = wordsIn('de');

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /(?<!\.test)\.(tsx?|rs)$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });
}

test('every text is used: by its name, or by a template that can make its name', () => {
  const names = Object.keys(WORDS);
  const said = new Set([...sources(SOURCES), ...sources(TABLES)].flatMap((code) => saidIn(code, names)));
  expect(names.filter((name) => !said.has(name))).toEqual([]);
});

test('texts are sorted by name, so that two people adding one seldom meet', () => {
  for (const names of [Object.keys(WORDS), Object.keys(GERMAN)]) {
    expect(names).toEqual([...names].sort());
  }
});

/** A part of a text whose pattern was read when it was imported: see vite.config.ts. */
interface Part {
  type: number;
  value?: string;
  options?: Record<string, { value: Part[] }>;
}
const LITERAL = 0;
const POUND = 7;

/** What a text wants to be told: the names of its values, and of which sort each is. */
function wanted(parts: Part[]): string[] {
  return parts.flatMap((part) => {
    if (part.type === LITERAL || part.type === POUND) return [];
    const inside = Object.values(part.options ?? {}).flatMap((option) => wanted(option.value));
    return [`${part.type} ${part.value}`, ...inside];
  });
}

test('German says everything that English says, with the same values', () => {
  expect(Object.keys(GERMAN)).toEqual(Object.keys(WORDS));
  const values = (text: unknown) => (Array.isArray(text) ? [...new Set(wanted(text))].sort() : []);
  const compiled = { english: Object.entries(english), german: german as Record<string, unknown> };
  const differing = compiled.english.filter(
    ([name, text]) => String(values(text)) !== String(values(compiled.german[name])),
  );
  expect(compiled.english.some(([, text]) => values(text).length > 0)).toBe(true);
  expect(differing.map(([name]) => name)).toEqual([]);
});

test('German is German: what it has in common with English is names and words of the field', () => {
  const letters = (text = '') => text.replace(/\{[^}]*\}/g, '').length;
  const same = Object.keys(WORDS).filter((name) => WORDS[name] === GERMAN[name] && letters(WORDS[name]) > 24);
  expect(same).toEqual([]);
});

test('German speaks to its reader as “Sie”', () => {
  const familiar = /\b(du|dich|dir|dein\w*|euch|eure\w*)\b/i;
  expect(Object.keys(GERMAN).filter((name) => familiar.test(GERMAN[name] ?? ''))).toEqual([]);
});
