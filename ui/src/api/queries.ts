import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { keys } from './keys';
import { Problem } from './problem';

const GIVE_UP_AFTER = 2;

/** A session that ended while a page was open: the shell then asks to sign in and comes back to the page. */
function noticeSignedOut(failure: Error): void {
  if (failure instanceof Problem && failure.isSignedOut) queryClient.setQueryData(keys.session, null);
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
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
