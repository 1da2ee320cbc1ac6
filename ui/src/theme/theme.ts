import { createTheme, localStorageColorSchemeManager, type MantineColorScheme } from '@mantine/core';

const SCHEME_KEY = 'signalbox.scheme';

export const schemeManager = localStorageColorSchemeManager({ key: SCHEME_KEY });

/** Put on the document before the first paint, so that no page flashes in the other theme. */
export function applyStoredScheme(): void {
  const stored: MantineColorScheme = schemeManager.get('auto');
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const scheme = stored === 'auto' ? (dark ? 'dark' : 'light') : stored;
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
}

/** The element that drop-downs and tooltips are put into; every page has one. */
export const OVERLAYS = 'overlays';

const small = { defaultProps: { size: 'xs' } };

/**
 * Colours are CSS tokens (tokens.css); here are only the sizes of controls. Components are named, not imported:
 * importing them would put every one of them into the shell.
 */
export const theme = createTheme({
  primaryColor: 'blue',
  defaultRadius: 'sm',
  components: {
    Button: small,
    TextInput: small,
    Textarea: small,
    PasswordInput: small,
    NativeSelect: small,
    Checkbox: small,
    // Inside the page's main landmark, where screen readers look for what belongs to it.
    Portal: { defaultProps: { target: `#${OVERLAYS}` } },
    ActionIcon: { defaultProps: { size: 28, variant: 'subtle', color: 'gray' } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true, multiline: true, maw: 320 } },
  },
});
