/** In the address: whether bookings are shown as a list. */
export const VIEW = ['view'] as const;

/** … with the words of the search, which mean environments in one and titles in the other. */
export const SWITCHED = ['view', 'q'] as const;
