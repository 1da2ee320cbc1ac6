import { expect, test } from 'vitest';
import { formatSize } from './size';

test('bytes are said in the unit that makes them short', () => {
  expect([0, 1023, 1024, 10_485_760, 1_500_000].map((bytes) => formatSize(bytes, 'en-GB'))).toEqual([
    '0 B',
    '1,023 B',
    '1 KiB',
    '10 MiB',
    '1.4 MiB',
  ]);
});
