import { expect, test } from 'vitest';
import { inMinorUnits, shownAmount, typedAmount } from './money';

test('what is typed is kept in the minor unit of its currency', () => {
  expect(inMinorUnits('12.50', 'EUR')).toBe(1250);
  expect(inMinorUnits('12,5', 'EUR')).toBe(1250);
  expect(inMinorUnits('1200', 'JPY')).toBe(1200);
  expect(inMinorUnits('0.29', 'USD')).toBe(29);
  expect(inMinorUnits(' ', 'EUR')).toBeNull();
  for (const wrong of ['twelve', '-1', '1.2.3', '1e3']) expect(inMinorUnits(wrong, 'EUR')).toBeUndefined();
});

test('an amount is shown and typed as people write it', () => {
  expect(typedAmount({ amount: 1250, currency: 'EUR' })).toBe('12.50');
  expect(typedAmount({ amount: 1200, currency: 'JPY' })).toBe('1200');
  expect(shownAmount({ amount: 1250, currency: 'EUR' }, 'en')).toBe('€12.50');
});
