import { expect, test } from 'vitest';
import { keys } from './keys';
import { Problem } from './problem';
import { queryClient } from './queries';

const refuse = (status: number, reasons: { code: string; detail: string }[] = []) =>
  queryClient
    .fetchQuery({
      queryKey: keys.lists('tokens'),
      queryFn: () => Promise.reject(new Problem({ type: 'x', title: 'x', status, detail: 'x', reasons })),
      staleTime: 0,
    })
    .catch(() => undefined);

test('when a session ended by itself nothing stays of what was read', async () => {
  queryClient.setQueryData(keys.session, { person: { name: 'Ada' } });
  queryClient.setQueryData(keys.one('releases', 'R-1'), { name: 'Secret' });
  await refuse(403);
  expect(queryClient.getQueryData(keys.one('releases', 'R-1'))).toEqual({ name: 'Secret' });
  await refuse(401);
  expect(queryClient.getQueryData(keys.session)).toBeNull();
  expect(queryClient.getQueriesData({ predicate: ({ state }) => state.data != null })).toEqual([]);
});

test('a session that lacks a second factor is read again', async () => {
  queryClient.setQueryData(keys.session, { missing: null });
  await refuse(403, [{ code: 'second_factor', detail: 'x' }]);
  expect(queryClient.getQueryState(keys.session)?.isInvalidated).toBe(true);
});
