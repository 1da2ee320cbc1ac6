import { describe, expect, it } from 'vitest';
import { dayOf } from './days';
import { between as anInteger, randomFrom } from './samples';
import {
  between,
  centreOn,
  dayAt,
  daysIn,
  FIRST_DAY,
  fitted,
  LAST_DAY,
  MAX_DAYS,
  MIN_DAYS,
  PRESET_DAYS,
  PRESETS,
  panBy,
  presetOf,
  resized,
  reveal,
  spanOf,
  viewOf,
  xOf,
  zoomAt,
  zoomTo,
} from './scale';

const random = randomFrom(7);
const VIEWS = Array.from({ length: 300 }, () =>
  viewOf(dayOf(2026, 1, 1) + (random() - 0.5) * 3_000, 1 + random() * 739, 300 + random() * 2_000),
);

describe('a viewport', () => {
  it('takes a day to its place and back', () => {
    for (const view of VIEWS) {
      const day = view.start + (random() - 0.5) * 4_000;
      expect(dayAt(view, xOf(view, day))).toBeCloseTo(day, 6);
      const x = random() * view.width;
      expect(xOf(view, dayAt(view, x))).toBeCloseTo(x, 3);
    }
  });

  it('keeps the day under the cursor while it zooms', () => {
    for (const view of VIEWS) {
      const x = random() * view.width;
      const zoomed = zoomAt(view, x, 0.5 + random() * 2);
      expect(dayAt(zoomed, x)).toBeCloseTo(dayAt(view, x), 6);
    }
  });

  it('goes from one day to two years and not beyond', () => {
    for (const view of VIEWS) {
      expect(daysIn(zoomAt(view, 10, 1e9))).toBeCloseTo(MIN_DAYS, 6);
      expect(daysIn(zoomAt(view, 10, 1e-9))).toBeCloseTo(MAX_DAYS, 6);
    }
  });

  it('comes back when it is moved there and back', () => {
    for (const view of VIEWS) {
      const px = anInteger(random, -5_000, 5_000);
      expect(panBy(panBy(view, px), -px).start).toBeCloseTo(view.start, 6);
    }
  });

  it('never leaves the days it can show', () => {
    for (const view of VIEWS) {
      expect(spanOf(panBy(view, -1e12)).start).toBe(FIRST_DAY);
      expect(spanOf(panBy(view, 1e12)).end).toBeCloseTo(LAST_DAY, 6);
    }
  });

  it('shows all of what it is fitted to, in the middle', () => {
    for (const view of VIEWS) {
      const start = dayOf(2026, 1, 1) + anInteger(random, -500, 500);
      const end = start + anInteger(random, 1, 600);
      const all = fitted(view, { start, end });
      expect(all.start).toBeLessThanOrEqual(start);
      expect(spanOf(all).end).toBeGreaterThanOrEqual(end);
      expect(start - all.start).toBeCloseTo(spanOf(all).end - end, 6);
    }
  });

  it('moves no further than it has to, to reveal a span', () => {
    const view = viewOf(20_000, 100, 1_000);
    expect(reveal(view, { start: 20_020, end: 20_030 })).toBe(view);
    expect(xOf(reveal(view, { start: 20_120, end: 20_121 }), 20_121)).toBeCloseTo(1_000 - 24);
    expect(xOf(reveal(view, { start: 19_980, end: 19_981 }), 19_980)).toBeCloseTo(24);
    expect(xOf(reveal(view, { start: 20_050, end: 20_500 }), 20_050)).toBeCloseTo(24);
  });

  it('keeps its days when the window is resized', () => {
    for (const view of VIEWS) {
      const wider = resized(view, view.width * 1.7);
      expect(daysIn(wider)).toBeCloseTo(daysIn(view), 6);
      expect(wider.start).toBeCloseTo(view.start, 6);
    }
  });

  it('starts and ends an animation where it should', () => {
    const from = viewOf(20_000, 30, 900);
    const to = viewOf(20_300, 365, 900);
    expect(between(from, to, 0).start).toBeCloseTo(from.start);
    expect(between(from, to, 1)).toBe(to);
    const half = between(from, to, 0.5);
    expect(daysIn(half)).toBeGreaterThan(30);
    expect(daysIn(half)).toBeLessThan(365);
  });

  it('puts a day where it is asked to', () => {
    for (const view of VIEWS) {
      expect(xOf(centreOn(view, view.start + 5, 0.25), view.start + 5)).toBeCloseTo(view.width / 4, 3);
    }
  });

  it('knows the preset it was made with', () => {
    for (const preset of PRESETS) {
      expect(presetOf(viewOf(20_000, PRESET_DAYS[preset], 1_000))).toBe(preset);
      expect(presetOf(zoomTo(viewOf(20_000, 50, 1_000), PRESET_DAYS[preset]))).toBe(preset);
    }
    expect(presetOf(viewOf(20_000, 50, 1_000))).toBeNull();
  });
});
