import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { keys } from './keys';

/** Everything that waits for the reader, the nearest first. */
export const inboxQuery = () =>
  queryOptions({
    queryKey: keys.lists('inbox'),
    queryFn: async ({ signal }) => (await answerOf(api.GET('/inbox', { signal }))).items,
  });
