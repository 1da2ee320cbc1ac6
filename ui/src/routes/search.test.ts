import { expect, test } from 'vitest';
import { parseSearch, stringifySearch } from './search';

test('filters read as plain words and come back as they were', () => {
  const search = { q: '2026', kind: 'train', tag: 'year end & audit' };
  const text = stringifySearch(search);
  expect(text).toBe('?q=2026&kind=train&tag=year+end+%26+audit');
  expect(parseSearch(text)).toEqual(search);
});

test('an empty filter leaves no trace in the address', () => {
  expect(stringifySearch({ q: '', kind: undefined, risk: null })).toBe('');
});
