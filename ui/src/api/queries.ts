import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem';

const GIVE_UP_AFTER = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The live stream says when something is out of date; age alone does not.
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      // Only an answer that may come out differently is worth asking for again.
      retry: (failures, failure) =>
        failures < GIVE_UP_AFTER &&
        failure instanceof Problem &&
        (failure.status === 0 || failure.status === 429 || failure.status >= 502),
    },
  },
});
