import { type ReactNode, useSyncExternalStore } from 'react';
import { createIntl, createIntlCache, type IntlShape, RawIntlProvider, useIntl } from 'react-intl';
import en from './en.json';

export type TextId = keyof typeof en;
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

export function createWords(locale = ownLocale(), messages: typeof en = en): IntlShape {
  return createIntl({ locale, defaultLocale: 'en', messages }, createIntlCache());
}

let spoken = createWords();
const listeners = new Set<() => void>();

/** Speaks the language somebody chose. Only who reads German fetches its words. */
export async function speak(locale: string): Promise<void> {
  if (locale.startsWith('de')) {
    spoken = createWords(locale, { ...en, ...(await import('./de.json')).default });
  } else {
    // Bare English is what a person has who chose nothing: then the browser says which English.
    spoken = createWords(locale.includes('-') ? locale : ownLocale());
  }
  document.documentElement.lang = locale;
  for (const tell of listeners) tell();
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
