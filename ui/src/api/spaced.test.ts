import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { spaced } from './spaced';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the first reading is at once, and those asked for soon after share the next', async () => {
  let count = 0;
  const read = spaced(async () => ++count, 5_000);
  expect(await read()).toBe(1);
  const some = [read(), read(), read()];
  await vi.advanceTimersByTimeAsync(4_900);
  expect(count).toBe(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(await Promise.all(some)).toEqual([2, 2, 2]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(count).toBe(2);
});

test('what goes wrong is told, and read again later', async () => {
  let count = 0;
  const read = spaced(async () => {
    count += 1;
    if (count === 1) throw new Error('gone');
    return count;
  }, 5_000);
  await expect(read()).rejects.toThrow('gone');
  const again = read();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await again).toBe(2);
});
