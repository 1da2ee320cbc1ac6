/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Every source that is built into the pages, by its path below `src`. */
const sources = Object.entries(
  import.meta.glob<string>(['./**/*.{ts,tsx}', '!./**/*.test.{ts,tsx}', '!./api/schema.d.ts'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
).map(([path, text]) => ({ path: path.replace('./', ''), text }));

/** The places that say something, as `path: what stands there`. */
function places(pattern: RegExp): string[] {
  return sources.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map((found) => `${path}: ${(found[1] ?? found[0]).trim()}`),
  );
}

/** The elements of a kind, each with all that it is given. */
function elements(name: string): { path: string; text: string }[] {
  return sources.flatMap(({ path, text }) => {
    const begins = new RegExp(`<${name}\\b`, 'g');
    return [...text.matchAll(begins)].map(({ index }) => {
      const rest = text.slice(index);
      return { path, text: rest.slice(0, rest.search(/\/>|>\n/)) };
    });
  });
}

test('the sources are there to be looked at', () => {
  expect(sources.length).toBeGreaterThan(200);
  expect(elements('PasswordInput').length).toBeGreaterThan(8);
});

test('what is secret is typed into fields that hide it', () => {
  // Whatever a form keeps under such a name is a secret; a code that is used up by being typed is none.
  const secrets = /field\('(?:[a-z_]*password|current|repeated|client_secret)'\)/;
  for (const name of ['TextInput', 'Textarea', 'NumberInput', 'Autocomplete', 'input']) {
    const shown = elements(name).filter(({ text }) => secrets.test(text) || /type="password"/.test(text));
    expect(shown, `in a ${name}`).toEqual([]);
  }
  const held = elements('PasswordInput').filter(({ text }) => /autoComplete=/.test(text));
  expect(held.length).toBe(elements('PasswordInput').length);
  // Shown while somebody asks for it, and never from the beginning.
  expect(places(/defaultVisible|\bvisible=\{?true/g)).toEqual([]);
});

test('passwords are pasted and filled in by managers', () => {
  const caught = places(/onPaste\w*|onBeforeInput|['"](?:paste|beforeinput)['"]/g);
  // Rows of a spreadsheet are pasted into a sheet, which has no password in it.
  expect(caught.filter((place) => !place.startsWith('features/runbooks/plan/TaskGrid.tsx'))).toEqual([]);
  for (const { path, text } of elements('PasswordInput')) {
    const named = /autoComplete="(?:current-password|new-password)"/.test(text);
    // The secret of a provider or a gatekeeper is nobody's password: a manager must not fill one in.
    const isMachines = /(?:signIn\/Provider|gatekeepers\/Gatekeeper)Panel\.tsx$/.test(path);
    expect(named || isMachines, path).toBe(true);
    expect(/readOnly|maxLength/.test(text), path).toBe(false);
  }
  const account = elements('TextInput').filter(({ text }) => /autoComplete="username"/.test(text));
  expect(account.map(({ path }) => path)).toContain('features/entrance/SignInPage.tsx');
});

test('the browser keeps columns, colours, a sitting and what waits for the connection, and nothing else', () => {
  const users = new Set(
    places(/(?:localStorage|sessionStorage|indexedDB|caches\.|document\.cookie|cookieStore)/g),
  );
  expect([...users].sort()).toEqual([
    'components/ColumnMenu.tsx: localStorage',
    'features/inbox/useSitting.ts: sessionStorage',
    'features/runbooks/run/shelf.ts: localStorage',
    'theme/theme.ts: localStorage',
  ]);
  // Who was there and what was on the agenda, until the tab is closed; what columns are hidden.
  const of = (path: string) => sources.find((source) => source.path === path)?.text ?? '';
  expect(of('features/inbox/useSitting.ts')).toContain("STORED = 'signalbox.sitting'");
  expect(of('components/ColumnMenu.tsx')).toContain('type Visibility = Record<string, boolean>');
  for (const path of ['features/inbox/useSitting.ts', 'components/ColumnMenu.tsx']) {
    expect(of(path), path).not.toMatch(/password|token|secret|csrf/i);
  }
});

test('no name from outside reaches a prototype', () => {
  expect(
    places(/__proto__|setPrototypeOf|\.prototype\b|\bmerge(?:With|Deep)?\(|defaultsDeep|\.extend\(true/g),
  ).toEqual([]);
  // Into what is ours alone: the words of a language, which the build made.
  const assigned = places(/Object\.assign\(([^,)]+)/g);
  expect(assigned.every((place) => place.startsWith('i18n/text.tsx: known['))).toBe(true);
});

test('text never becomes a program', () => {
  expect(
    places(
      /\beval\(|new Function\(|dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|set(?:Timeout|Interval)\(\s*['"`]/g,
    ),
  ).toEqual([]);
  expect(places(/postMessage\(|addEventListener\('message'/g)).toEqual([]);
});

test('nothing that browsers gave up is asked of them', () => {
  const given =
    /<(?:object|embed|applet|marquee|frame|frameset|font)\b|ActiveXObject|\.swf\b|document\.domain|webkitStorageInfo|['"]unload['"]|onunload/g;
  expect(places(given)).toEqual([]);
  const page = readFileSync(new URL('../index.html', import.meta.url), 'utf8');
  expect(page).toMatch(/^<!doctype html>/i);
  expect(page).not.toMatch(given);
  expect([...page.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)).toEqual([
    expect.stringContaining('type="module"'),
  ]);
});

test('types are strict, and nobody goes round them', () => {
  const config = JSON.parse(readFileSync(new URL('../tsconfig.json', import.meta.url), 'utf8'));
  expect(config.compilerOptions).toMatchObject({ strict: true, noUncheckedIndexedAccess: true });
  expect(places(/@ts-(?:ignore|nocheck|expect-error)|[:<]\s*any\b(?!\w)|\bas any\b/g)).toEqual([]);
});
