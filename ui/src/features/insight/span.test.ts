import { expect, test } from 'vitest';
import { mondayOf, moved, spanOf } from './span';

test('weeks begin on Monday, before and after the one that is known', () => {
  expect(mondayOf('2026-01-01')).toBe('2025-12-29');
  expect(mondayOf('2026-01-05')).toBe('2026-01-05');
  expect(mondayOf('2023-12-31')).toBe('2023-12-25');
});

test('the address says which weeks; nonsense in it is the usual look around today', () => {
  const today = '2026-03-11';
  expect(spanOf({}, today, '26')).toEqual({ from: '2026-02-23', to: '2026-08-24' });
  expect(spanOf({ from: '2026-01-07', weeks: '13', portfolio: 'pay' }, today, '26')).toEqual({
    from: '2026-01-05',
    to: '2026-04-06',
    portfolio: 'pay',
  });
  expect(spanOf({ from: 'soon', weeks: '9999' }, today, '26')).toEqual(spanOf({}, today, '26'));
});

test('a step leaves some of what was there in sight', () => {
  expect(moved('2026-01-05', '52', 1)).toBe('2026-10-05');
  expect(moved('2026-10-05', '52', -1)).toBe('2026-01-05');
});
