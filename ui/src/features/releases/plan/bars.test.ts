import { expect, test } from 'vitest';
import { monthTicks, place, spanOf, width } from './bars';

const due = (date: string) => ({ due: { date, zone: 'UTC', at: `${date}T23:59:59Z` } });

test('nothing planned has no span', () => {
  expect(spanOf([], [])).toBeNull();
});

test('the span holds phases and gates, and a day at each end', () => {
  const span = spanOf([{ start: '2026-01-10', end: '2026-01-19' }], [due('2026-01-21')]);
  expect(span).toEqual({ from: '2026-01-09', to: '2026-01-23' });
});

test('a phase of one day is a day wide and starts where its day starts', () => {
  const span = { from: '2026-01-01', to: '2026-01-11' };
  expect(place(span, '2026-01-01')).toBe(0);
  expect(place(span, '2026-01-06')).toBe(50);
  expect(width(span, '2026-01-06', '2026-01-06')).toBeCloseTo(10);
});

test('month ticks are thinned out on a long plan', () => {
  const span = { from: '2025-11-20', to: '2026-12-10' };
  expect(monthTicks(span, 20)).toHaveLength(13);
  expect(monthTicks(span, 5)).toEqual(['2025-12-01', '2026-03-01', '2026-06-01', '2026-09-01', '2026-12-01']);
});
