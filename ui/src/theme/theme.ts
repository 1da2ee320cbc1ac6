import {
  ActionIcon,
  Button,
  Checkbox,
  createTheme,
  localStorageColorSchemeManager,
  type MantineColorScheme,
  NativeSelect,
  PasswordInput,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core';

const SCHEME_KEY = 'signalbox.scheme';

export const schemeManager = localStorageColorSchemeManager({ key: SCHEME_KEY });

/** Put on the document before the first paint, so that no page flashes in the other theme. */
export function applyStoredScheme(): void {
  const stored: MantineColorScheme = schemeManager.get('auto');
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const scheme = stored === 'auto' ? (dark ? 'dark' : 'light') : stored;
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
}

/** Colours are CSS tokens (tokens.css); here are only the sizes of controls. */
export const theme = createTheme({
  primaryColor: 'blue',
  defaultRadius: 'sm',
  components: {
    Button: Button.extend({ defaultProps: { size: 'xs' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { size: 28, variant: 'subtle', color: 'gray' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'xs' } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'xs', autosize: false } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'xs' } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'xs' } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'xs' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: true, multiline: true, maw: 320 } }),
  },
});
