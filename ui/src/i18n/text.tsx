import type { ReactNode } from 'react';
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

/** Words are English; numbers and dates follow the reader's own browser. */
function ownLocale(): string {
  const preferred = navigator.languages.find((language) => language.startsWith('en'));
  return preferred ?? 'en-GB';
}

export function createWords(locale = ownLocale()): IntlShape {
  return createIntl({ locale, defaultLocale: 'en', messages: en }, createIntlCache());
}

export function WordsProvider({ intl, children }: { intl: IntlShape; children: ReactNode }) {
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
