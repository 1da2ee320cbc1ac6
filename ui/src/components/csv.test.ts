import { expect, test } from 'vitest';
import { toCsv } from './csv';

test('commas, quotes and line breaks stay inside their cell', () => {
  expect(toCsv(['key', 'name'], [['PAY-1', 'A "big", risky\none']])).toBe(
    '\uFEFFkey,name\r\nPAY-1,"A ""big"", risky\none"\r\n',
  );
});

test('a name that looks like a formula is text', () => {
  expect(toCsv(['name'], [['=HYPERLINK("x")'], ['-1+2'], ['a=b']])).toBe(
    '\uFEFFname\r\n"\'=HYPERLINK(""x"")"\r\n\'-1+2\r\na=b\r\n',
  );
});
