import { describe, expect, it } from 'vitest';
import { type Focus, type Intent, intentOf } from './keyboard';
import { randomFrom, someItems } from './samples';
import { type Row, rowsOf } from './tree';

const items = someItems(randomFrom(12), 40);
const rows = rowsOf(items, {
  grouping: null,
  toggled: new Set(),
  folded: false,
  matching: new Set(items.map(({ id }) => id)),
});
const stopsOf = (row: Row) => (row.type === 'release' ? row.item.markers.length : 0);
const train = rows.find((row) => row.type === 'release' && row.open && stopsOf(row) === 2) as Row;

function press(
  key: string,
  focus: Focus | null,
  modifiers: { shift?: boolean; ctrl?: boolean } = {},
): Intent | null {
  return intentOf({ key, shift: false, ctrl: false, ...modifiers }, { rows, focus, page: 10, stopsOf });
}

const onRow = (row: Row | undefined, stop = 0): Focus => ({ row: row?.id ?? '', stop });
const toFocus = (row: Row | undefined, stop = 0) => ({ type: 'focus', focus: onRow(row, stop) });

describe('keys', () => {
  it('walk the rows and stop at the ends', () => {
    expect(press('ArrowDown', null)).toEqual(toFocus(rows[1]));
    expect(press('ArrowUp', onRow(rows[0]))).toEqual(toFocus(rows[0]));
    expect(press('PageDown', onRow(rows[3]))).toEqual(toFocus(rows[13]));
    expect(press('End', onRow(rows[3]))).toEqual(toFocus(rows.at(-1)));
    expect(press('Home', onRow(rows[3], 1))).toEqual(toFocus(rows[0]));
    expect(press('ArrowDown', onRow(rows.at(-1)))).toEqual(toFocus(rows.at(-1)));
  });

  it('go through the gates of a row and back to it', () => {
    expect(press('ArrowRight', onRow(train))).toEqual(toFocus(train, 1));
    expect(press('ArrowRight', onRow(train, 1))).toEqual(toFocus(train, 2));
    expect(press('ArrowRight', onRow(train, 2))).toBeNull();
    expect(press('ArrowLeft', onRow(train, 1))).toEqual(toFocus(train));
  });

  it('open and close, and climb to the parent', () => {
    const closed = rows.find((row) => row.expandable && !row.open);
    expect(press('ArrowRight', onRow(closed))).toEqual({ type: 'toggle', row: closed?.id });
    expect(press(']', onRow(closed))).toEqual({ type: 'toggle', row: closed?.id });
    expect(press('ArrowLeft', onRow(train))).toEqual({ type: 'toggle', row: train.id });
    const leaf = rows.find((row) => row.parent !== null && !row.open);
    expect(press('ArrowLeft', onRow(leaf))).toEqual({ type: 'focus', focus: { row: leaf?.parent, stop: 0 } });
    expect(press('[', onRow(leaf))).toEqual({ type: 'toggle', row: leaf?.parent });
  });

  it('open the release, and choose a gate', () => {
    expect(press('Enter', onRow(train))).toEqual({ type: 'open', row: train.id });
    expect(press('Enter', onRow(train, 2))).toEqual({ type: 'choose', focus: onRow(train, 2) });
    expect(press(' ', onRow(train))).toEqual({ type: 'choose', focus: onRow(train) });
  });

  it('zoom, pan and go to today', () => {
    expect(press('+', null)).toEqual({ type: 'zoom', direction: 1 });
    expect(press('-', onRow(train))).toEqual({ type: 'zoom', direction: -1 });
    expect(press('t', null)).toEqual({ type: 'today' });
    expect(press('f', null)).toEqual({ type: 'fit' });
    expect(press('ArrowRight', onRow(train), { shift: true })).toEqual({ type: 'pan', direction: 1 });
  });

  it('of the browser are left to it', () => {
    expect(press('+', null, { ctrl: true })).toBeNull();
    expect(press('t', null, { ctrl: true })).toBeNull();
    expect(press('q', onRow(train))).toBeNull();
  });
});
