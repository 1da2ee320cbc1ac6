import { expect, test } from 'vitest';
import { holidayRows, runsOf, typedRows } from './days';

test('days that follow one another are told as one run', () => {
  expect(runsOf(['monday', 'tuesday', 'wednesday', 'thursday', 'friday'])).toEqual([[0, 4]]);
  expect(runsOf(['sunday', 'monday', 'thursday', 'wednesday'])).toEqual([
    [0, 0],
    [2, 3],
    [6, 6],
  ]);
  expect(runsOf([])).toEqual([]);
});

test('a row that nothing was typed into is no holiday, one with half of it is', () => {
  const rows = holidayRows([{ date: '2026-12-25', name: 'Midwinter' }]);
  const more = [...rows, { row: 1, date: '', name: ' ' }, { row: 2, date: '2026-05-01', name: '' }];
  expect(typedRows(more).map(({ row }) => row)).toEqual([0, 2]);
});
