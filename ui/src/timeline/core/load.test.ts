import { describe, expect, it } from 'vitest';
import { loadOf } from './load';
import { between, randomFrom } from './samples';

function someSpans(seed: number, count: number) {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => {
    const start = between(random, 0, 300);
    return { start, end: start + between(random, 1, 60) };
  });
}

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
