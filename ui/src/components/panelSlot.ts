/** Where panels are put, by its id. It is in the shell; what fills it comes later. */
export const PANEL_SLOT = 'side-panel';

/** Goes on at the title of the panel that is open. */
export function focusPanel(): void {
  document.getElementById(PANEL_SLOT)?.querySelector('h2')?.focus();
}
