/** In the address: whether bookings are shown as a list. */
export const VIEW = ['view'] as const;
