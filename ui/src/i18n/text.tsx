import { type ReactNode, useSyncExternalStore } from 'react';
import { createIntl, createIntlCache, type IntlShape, RawIntlProvider, useIntl } from 'react-intl';
import type en from './en.json';

type Words = typeof en;
export type TextId = keyof Words;
export type TextValues = Record<string, string | number | boolean | Date | null | undefined>;

declare global {
  namespace FormatjsIntl {
    interface Message {
      ids: TextId;
    }
  }
}

/** English, with numbers and dates as the reader's own browser writes them. */
function ownLocale(): string {
  const preferred = navigator.languages.find((language) => language.startsWith('en'));
  return preferred ?? 'en-GB';
}

export function createWords(locale: string, messages: Partial<Words>): IntlShape {
  return createIntl({ locale, defaultLocale: 'en', messages: messages as Words }, createIntlCache());
}

type Language = 'en' | 'de';
type Loaders = Record<Language, () => Promise<{ default: Partial<Words> }>>;

/** Words are no part of the program: each reader fetches those of one language, beside it. */
const WORDS: Loaders = { en: () => import('./en.json'), de: () => import('./de.json') };
/** Everything that has to be said so far: at first what is said everywhere. */
const areas = new Map<string, Loaders>([['', WORDS]]);
/** What was fetched, by language. What speaks a language sees more come. */
const known: Record<Language, Partial<Words>> = { en: {}, de: {} };

/** Areas that were asked for, until what they say is there. */
const pending = new Map<string, Promise<void>>();

let language: Language = 'en';
let spoken = createWords('en', known.en);
const listeners = new Set<() => void>();

const TRIES = 3;
const PAUSE_MS = 800;

/** What cannot be fetched is asked for again: a module that could not wait for its words never comes back. */
async function fetched(load: Loaders[Language], tries = TRIES): Promise<Partial<Words>> {
  try {
    return (await load()).default;
  } catch (error) {
    if (tries <= 1) throw error;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    return fetched(load, tries - 1);
  }
}

/** Waits for the words of an area; what says some of them begins with it: see `words.ts` beside the configuration. */
export async function need(area: string, loaders: Loaders): Promise<void> {
  if (areas.has(area)) return pending.get(area);
  areas.set(area, loaders);
  const arrived = (async () => {
    for (let asked: Language | null = null; asked !== language; ) {
      asked = language;
      Object.assign(known[asked], await fetched(loaders[asked]));
    }
  })();
  pending.set(area, arrived);
  return arrived;
}
/** Speaks the language somebody chose; English when nobody is known yet. */
export async function speak(locale = 'en'): Promise<void> {
  const wanted = locale.startsWith('de') ? 'de' : 'en';
  language = wanted;
  for (const words of await Promise.all([...areas.values()].map((loaders) => fetched(loaders[wanted])))) {
    Object.assign(known[wanted], words);
  }
  // Somebody chose another meanwhile.
  if (language !== wanted) return;
  // Bare English is what a person has who chose nothing: then the browser says which English.
  spoken = createWords(locale === 'en' ? ownLocale() : locale, known[wanted]);
  document.documentElement.lang = locale;
  for (const tell of listeners) tell();
}

/** A text without values, for what is said where there is no component. */
export function say(id: TextId): string {
  return spoken.formatMessage({ id });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function WordsProvider({ children }: { children: ReactNode }) {
  const intl = useSyncExternalStore(subscribe, () => spoken);
  return <RawIntlProvider value={intl}>{children}</RawIntlProvider>;
}

/** `const text = useText(); text('releases.title')`. */
export function useText(): (id: TextId, values?: TextValues) => string {
  const intl = useIntl();
  return (id, values) => {
    const words = intl.messages[id];
    return typeof words === 'string' ? words : intl.formatMessage({ id }, values);
  };
}
