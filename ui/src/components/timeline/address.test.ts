import { describe, expect, it } from 'vitest';
import { type Day, parseDay } from '../../timeline/core/days';
import { spanOf, viewOf } from '../../timeline/core/scale';
import { listIn, oneOf, searchOf, toggledIn, viewIn } from './address';

const TODAY = (parseDay('2026-11-23') as Day) + 0.5;

describe('the view in the address', () => {
  it('comes back from it to within half a day', () => {
    for (let index = 0; index < 100; index += 1) {
      const view = viewOf(TODAY - 300 + index * 6.37, 1 + index * 7.3, 1_000);
      const again = viewIn(searchOf(view), TODAY);
      expect(Math.abs(again.start - view.start)).toBeLessThanOrEqual(0.5);
      expect(Math.abs(again.days - (spanOf(view).end - view.start))).toBeLessThanOrEqual(0.051);
    }
  });

  it('is a year around today when it says nothing, or nonsense', () => {
    const usual = viewIn({}, TODAY);
    expect(usual.days).toBe(366);
    expect(usual.start).toBeLessThan(TODAY);
    expect(usual.start + usual.days).toBeGreaterThan(TODAY + 200);
    expect(viewIn({ from: '2026-02-30', days: '-4' }, TODAY)).toEqual(usual);
    expect(viewIn({ days: '1e9' }, TODAY)).toEqual(usual);
  });
});

describe('lists in the address', () => {
  it('grow and shrink by one', () => {
    expect(toggledIn([], 'a')).toBe('a');
    expect(toggledIn(listIn('a'), 'b')).toBe('a,b');
    expect(toggledIn(listIn('a,b'), 'a')).toBe('b');
    expect(toggledIn(listIn('b'), 'b')).toBeUndefined();
  });

  it('take one of what there is', () => {
    expect(oneOf(['risk', 'kind'], 'kind')).toBe('kind');
    expect(oneOf(['risk', 'kind'], 'colour')).toBeNull();
  });
});
