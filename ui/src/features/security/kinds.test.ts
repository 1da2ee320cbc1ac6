import { expect, test } from 'vitest';
import { kindsOf } from './kinds';

test('a class asks for its kinds, and no class for those of all, each once', () => {
  expect(kindsOf('failed')).toBe(
    'person.sign_in_failed,sign_in_provider.refused,client.refused,gatekeeper.refused',
  );
  const all = kindsOf(undefined).split(',');
  expect(all).toContain('grant');
  expect(all.filter((kind) => kind === 'person.sign_in_failed')).toHaveLength(1);
  expect(kindsOf('no class')).toBe(kindsOf(undefined));
});
