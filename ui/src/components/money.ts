import type { Money } from '../api/types';

/** How many digits of the minor unit a currency has: two of EUR, none of JPY. */
function digitsOf(currency: string): number {
  try {
    const { maximumFractionDigits } = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
    }).resolvedOptions();
    return maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** What was typed, in the minor unit: `null` for nothing, `undefined` for what is no amount. */
export function inMinorUnits(typed: string, currency: string): number | null | undefined {
  const plain = typed.trim().replace(',', '.');
  if (plain === '') return null;
  if (!/^\d{1,12}(\.\d+)?$/.test(plain)) return undefined;
  return Math.round(Number(plain) * 10 ** digitsOf(currency));
}

/** An amount as it is typed. */
export const typedAmount = ({ amount, currency }: Money): string =>
  (amount / 10 ** digitsOf(currency)).toFixed(digitsOf(currency));

/** An amount as it is read. */
export const shownAmount = ({ amount, currency }: Money, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount / 10 ** digitsOf(currency));
