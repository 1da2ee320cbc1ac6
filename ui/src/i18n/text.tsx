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

/** Words are no part of the program: each reader fetches those of one language, beside it. */
const WORDS = {
  en: () => import('./en.json'),
  de: (): Promise<{ default: Words }> => import('./de.json'),
};

let spoken = createWords('en', {});
const listeners = new Set<() => void>();

/** Speaks the language somebody chose; English when nobody is known yet. */
export async function speak(locale = 'en'): Promise<void> {
  const messages = (await WORDS[locale.startsWith('de') ? 'de' : 'en']()).default;
  // Bare English is what a person has who chose nothing: then the browser says which English.
  spoken = createWords(locale === 'en' ? ownLocale() : locale, messages);
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
