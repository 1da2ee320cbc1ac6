import { describe, expect, it } from 'vitest';
import { between, randomFrom } from './samples';
import { loadOf, SpanIndex } from './spans';

function someSpans(seed: number, count: number) {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => {
    const start = between(random, 0, 300);
    return { start, end: start + between(random, 1, 60) };
  });
}

describe('a window over many spans', () => {
  it('counts what looking at each of them counts', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const spans = someSpans(seed, 120);
      const index = new SpanIndex(spans);
      for (let start = -20; start < 380; start += 7) {
        const window = { start, end: start + 1 + (seed % 40) };
        expect(index.overlapping(window)).toBe(
          spans.filter((span) => span.start < window.end && window.start < span.end).length,
        );
        expect(index.endedBy(start)).toBe(spans.filter((span) => span.end <= start).length);
        expect(index.startingFrom(start)).toBe(spans.filter((span) => span.start >= start).length);
      }
    }
  });

  it('does not count what only touches it', () => {
    const index = new SpanIndex([{ start: 10, end: 20 }]);
    expect(index.overlapping({ start: 0, end: 10 })).toBe(0);
    expect(index.overlapping({ start: 20, end: 30 })).toBe(0);
    expect(index.overlapping({ start: 19, end: 20 })).toBe(1);
  });
});

describe('load', () => {
  it('is the number of open spans on every day', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const spans = someSpans(seed, 40);
      const steps = loadOf(spans);
      for (let day = -5; day < 370; day += 1) {
        const open = spans.filter((span) => span.start <= day && day < span.end).length;
        expect(steps.find((step) => step.start <= day && day < step.end)?.count ?? 0).toBe(open);
      }
      steps.forEach((step, index) => {
        const next = steps[index + 1];
        if (next) expect(next.start > step.end || next.count !== step.count).toBe(true);
      });
    }
  });
});
