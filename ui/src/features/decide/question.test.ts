import { expect, test } from 'vitest';
import { questionOf } from './question';

test('what was left empty is not asked about', () => {
  expect(questionOf({ environment: 'prod', decision: 'dec_1' })).toEqual({ environment: 'prod' });
  expect(questionOf({ environment: 'prod', version: '4.2.0' })).toEqual({ environment: 'prod' });
  expect(questionOf({ environment: 'prod', system: 'billing', version: '4.2.0', minutes: '30' })).toEqual({
    environment: 'prod',
    system: 'billing',
    version: '4.2.0',
    minutes: 30,
  });
  expect(questionOf({ environment: 'prod', minutes: 'x', at: '2030-01-01T00:00:00Z' })).toEqual({
    environment: 'prod',
    at: '2030-01-01T00:00:00Z',
  });
});
