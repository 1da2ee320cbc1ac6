import { expect, test } from 'vitest';
import { eventWords } from './eventWords';

test.each([
  ['release.moved', 'moved the release'],
  ['release_type.changed', 'changed the release type'],
  ['rehearsal', 'rehearsal'],
])('%s reads %s', (kind, words) => expect(eventWords(kind)).toBe(words));
