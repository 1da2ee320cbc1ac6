import { useMediaQuery } from '@mantine/hooks';

const PHONE = '(max-width: 700px)';

/** Whether the window is as narrow as a phone now; for what is asked before anything is rendered. */
export const isOnPhone = () => matchMedia(PHONE).matches;

/** … and from now on. True from the first render on, so that nothing is laid out twice. */
export function usePhone(): boolean {
  return useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false }) ?? false;
}
