import { expect, test } from 'vitest';
import { wordsOf } from './words';

test('words are read line by line', () => {
  expect(wordsOf('cycle = Gazpacho\n\nversion=2026.1\nformula = a=b\nnothing\nempty =')).toEqual({
    cycle: 'Gazpacho',
    version: '2026.1',
    formula: 'a=b',
  });
});
