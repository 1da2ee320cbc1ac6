import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { keys } from './keys';
import { Problem } from './problem';

const GIVE_UP_AFTER = 2;

/** Forgets everything that was read: nothing of it may be left for the next one at this browser. */
function forgetAll(): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
  queryClient.setQueryData(keys.session, null);
}

/** A session that ended while a page was open: the shell then asks to sign in and comes back to the page. */
function noticeSignedOut(failure: Error): void {
  if (!(failure instanceof Problem)) return;
  if (failure.isSignedOut) forgetAll();
  if (failure.isLackingFactor) void queryClient.invalidateQueries({ queryKey: keys.session });
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
