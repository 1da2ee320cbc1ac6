import { expect, test } from 'vitest';
import { codeInAddress } from './codeInAddress';

test('a code is read from behind the # of an address', () => {
  expect(codeInAddress('#code=AB12-CD34')).toBe('AB12-CD34');
  expect(codeInAddress('code=AB12')).toBe('AB12');
  for (const none of ['', '#', '#other=1']) expect(codeInAddress(none)).toBe('');
});
