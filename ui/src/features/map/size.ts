/** How wide a thing is drawn. */
export const WIDTH = 196;
/** How high. */
export const HEIGHT = 52;
