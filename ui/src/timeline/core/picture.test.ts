import { describe, expect, it } from 'vitest';
import { heightOf, lanesOf } from './geometry';
import type { Marker } from './model';
import { AROUND_ROWS, type Picture, type PictureOptions, pictureOf, sheetsOf } from './picture';
import { randomFrom, someItems } from './samples';
import { viewOf } from './scale';
import { rowsOf } from './tree';

const items = someItems(randomFrom(5), 60);
const rows = rowsOf(items, {
  grouping: null,
  toggled: new Set(),
  matching: new Set(items.map(({ id }) => id)),
  folded: false,
});
const first = Math.min(...items.map(({ span }) => span.start));

describe('a picture', () => {
  const view = viewOf(first, 200, 800);
  const [needed, needing] = items.filter(({ span }) => span.end < first + 180);
  const isSeen = ({ day }: Marker) => day > first + 5 && day < first + 190;
  const gated = rows.find(
    (row) => row.type === 'release' && lanesOf(row) > 0 && row.item.markers.some(isSeen),
  );
  const options: PictureOptions = {
    rows,
    view,
    items,
    dependencies: [],
    ghostOf: () => null,
    widthOf: (name) => name.length * 6,
    bands: [{ window: 'w', name: 'Freeze', kind: 'freeze', start: first - 10, end: first + 4 }],
    today: first + 50,
    words: { locale: 'en-GB', week: String, weekOf: String, quarter: String, quarterOf: String },
    title: 'Calendar',
    note: 'Somebody',
    legend: [{ name: 'Done', tone: 'green' }],
    names: 200,
    toneOf: () => 'green',
    nameOf: (row) => row.id,
    shorten: (text) => text,
  };
  const picture = pictureOf(options);
  const fills = ({ shapes }: Picture, fill: string) =>
    shapes.filter((shape) => shape.type === 'box' && shape.fill === fill).length;

  it('is as high as its rows and what is around them, and holds everything in it', () => {
    expect(picture.height).toBe(AROUND_ROWS + rows.reduce((sum, row) => sum + heightOf(row), 0));
    for (const shape of picture.shapes) {
      expect(shape.x).toBeGreaterThanOrEqual(0);
      expect(shape.x + (shape.type === 'box' ? shape.width : 0)).toBeLessThanOrEqual(picture.width + 0.01);
      expect(shape.y).toBeLessThanOrEqual(picture.height);
    }
  });

  it('names every row', () => {
    const said = picture.shapes.flatMap((shape) => (shape.type === 'text' ? [shape.text] : []));
    for (const row of rows) expect(said).toContain(row.id);
  });

  it('names gates where the screen does', () => {
    if (gated?.type !== 'release') throw new Error('no row has a track');
    const seen = gated.item.markers.filter(isSeen);
    const said = picture.shapes.flatMap((shape) => (shape.type === 'text' ? [shape.text] : []));
    expect(seen.some(({ name }) => said.includes(name))).toBe(true);
  });

  it('draws a line from what is needed to what needs it, in the tone of its trouble', () => {
    if (!needed || !needing) throw new Error('two releases are seen');
    const dependency = { needs: needed.id, release: needing.id, hard: true };
    const drawn = (trouble: 'later' | null) =>
      pictureOf({ ...options, dependencies: [{ ...dependency, trouble }] });
    expect(fills(picture, 'var(--timeline-link-hard)')).toBe(0);
    expect(fills(drawn(null), 'var(--timeline-link-hard)')).toBeGreaterThan(1);
    expect(fills(drawn('later'), 'var(--gate-failed)')).toBeGreaterThan(1);
    expect(fills(drawn('later'), 'var(--timeline-link-hard)')).toBe(0);
  });

  it('shows where a release was once planned', () => {
    const ghost = {
      span: { start: first + 5, end: first + 9 },
      phases: new Map(),
      markers: new Map([['g', first + 9]]),
    };
    const drawn = pictureOf({ ...options, ghostOf: (item) => (item === items[0] ? ghost : null) });
    expect(fills(picture, 'var(--timeline-ghost)')).toBe(0);
    expect(fills(drawn, 'var(--timeline-ghost)')).toBeGreaterThanOrEqual(2);
  });
});

describe('sheets', () => {
  it('hold all rows in order, and no more than fit', () => {
    const sheets = sheetsOf(rows, 300);
    expect(sheets.flat()).toEqual(rows);
    expect(sheets.length).toBeGreaterThan(1);
    for (const sheet of sheets) {
      expect(sheet.reduce((sum, row) => sum + heightOf(row), 0)).toBeLessThanOrEqual(300);
    }
  });
});
