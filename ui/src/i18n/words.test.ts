import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SOURCES = join(import.meta.dirname, '..');
const WORDS = JSON.parse(readFileSync(join(import.meta.dirname, 'en.json'), 'utf8')) as Record<
  string,
  string
>;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /(?<!\.test)\.tsx?$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });
}

test('every text is used: by its name, or by a template that can make its name', () => {
  const code = sources(SOURCES).join('\n');
  const templates = [...code.matchAll(/`([a-zA-Z0-9_.]+\.)?\$\{[^}]+\}(\.[a-zA-Z0-9_.]+)?`/g)]
    .filter(([, before, after]) => before !== undefined || after !== undefined)
    .map(([, before = '', after = '']) => ({ before, after }));
  const isUsed = (name: string) =>
    code.includes(`'${name}'`) ||
    code.includes(`="${name}"`) ||
    templates.some(
      ({ before, after }) =>
        name.startsWith(before) &&
        name.endsWith(after) &&
        !name.slice(before.length, name.length - after.length).includes('.'),
    );
  expect(Object.keys(WORDS).filter((name) => !isUsed(name))).toEqual([]);
});

test('texts are sorted by name, so that two people adding one seldom meet', () => {
  const names = Object.keys(WORDS);
  expect(names).toEqual([...names].sort());
});
