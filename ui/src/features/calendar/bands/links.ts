/** The address of a window's panel on the page of windows. */
export const windowSearch = (window: string) => ({ panel: `window:${window}` });
