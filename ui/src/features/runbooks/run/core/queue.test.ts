import { expect, test } from 'vitest';
import { createQueue, type Kept, type Sent } from './queue';

function shelfOf() {
  let text = '[]';
  return {
    read: () => JSON.parse(text) as Kept[],
    write: (kept: Kept[]) => {
      text = JSON.stringify(kept);
    },
  };
}

const kept = (key: string, more: Partial<Kept> = {}): Kept => ({
  key,
  by: 'per_1',
  run: 'run_1',
  number: 1,
  name: 'Back up',
  act: 'start',
  body: {},
  rev: 3,
  at: '2026-12-01T20:00:00Z',
  refusal: null,
  ...more,
});

const REFUSED: Sent = { is: 'refused', refusal: { status: 412, title: 'Stale', detail: '', reasons: [] } };

/** A server that may be out of reach, and what reached it. */
function server(answer: (one: Kept) => Sent = () => ({ is: 'done', rev: 9 })) {
  const reached: Kept[] = [];
  const state = { isThere: true };
  const send = async (one: Kept): Promise<Sent> => {
    await Promise.resolve();
    if (!state.isThere) return { is: 'unreachable' };
    reached.push(one);
    return answer(one);
  };
  return { reached, state, send };
}

test('what was done without a connection waits, and is sent in order once it is back', async () => {
  const shelf = shelfOf();
  const { reached, state, send } = server();
  const queue = createQueue(shelf, send, () => true);
  state.isThere = false;
  queue.add(kept('a'));
  queue.add(kept('b', { number: 2 }));
  await queue.flush();
  expect(reached).toEqual([]);
  expect(shelf.read().map(({ key, isHeld }) => [key, isHeld])).toEqual([
    ['a', true],
    ['b', undefined],
  ]);
  state.isThere = true;
  await queue.flush();
  expect(reached.map(({ key }) => key)).toEqual(['a', 'b']);
  expect(shelf.read()).toEqual([]);
});

test('nothing is sent twice, however often sending is begun', async () => {
  const shelf = shelfOf();
  const { reached, send } = server();
  const queue = createQueue(shelf, send, () => true);
  queue.add(kept('a'));
  await Promise.all([queue.flush(), queue.flush(), queue.flush()]);
  await queue.flush();
  expect(reached.map(({ key }) => key)).toEqual(['a']);
});

test('a second act on the same task is sent from what the first made of it', async () => {
  const shelf = shelfOf();
  const { reached, send } = server();
  const queue = createQueue(shelf, send, () => true);
  queue.add(kept('a'));
  queue.add(kept('b', { act: 'complete' }));
  queue.add(kept('c', { number: 2, rev: 3 }));
  await queue.flush();
  expect(reached.map(({ rev }) => rev)).toEqual([3, 9, 3]);
});

test('what is refused stays to be read, and holds nothing else up', async () => {
  const shelf = shelfOf();
  const { reached, send } = server(({ key }) => (key === 'a' ? REFUSED : { is: 'done', rev: 9 }));
  const queue = createQueue(shelf, send, () => true);
  queue.add(kept('a'));
  queue.add(kept('b', { number: 2 }));
  await queue.flush();
  await queue.flush();
  expect(reached.map(({ key }) => key)).toEqual(['a', 'b']);
  expect(shelf.read().map(({ key, refusal }) => [key, refusal?.status])).toEqual([['a', 412]]);
  queue.dismiss('a');
  expect(shelf.read()).toEqual([]);
});

test('what somebody else did at this browser is not sent in the name of another', async () => {
  const shelf = shelfOf();
  const { reached, send } = server();
  const queue = createQueue(shelf, send, ({ by }) => by === 'per_1');
  queue.add(kept('a', { by: 'per_2' }));
  queue.add(kept('b'));
  await queue.flush();
  expect(reached.map(({ key }) => key)).toEqual(['b']);
  expect(shelf.read().map(({ key }) => key)).toEqual(['a']);
});
