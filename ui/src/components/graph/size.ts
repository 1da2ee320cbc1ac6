/** How wide a thing is drawn. */
export const WIDTH = 172;
/** How high. */
export const HEIGHT = 48;
