import { expect, test } from 'vitest';
import type { Handle } from '../../../api/types';
import { handleAt, pieces } from './pieces';

const ines: Handle = { handle: 'ines', who: { person: { id: 'per_1', name: 'Ines Insider' }, team: null } };

test('a comment is text, links and those the server knows', () => {
  expect(pieces('@Ines, see https://example.org/a?b=1. @otto too', [ines])).toEqual([
    { kind: 'mention', text: '@Ines', name: 'Ines Insider' },
    { kind: 'text', text: ', see ' },
    { kind: 'link', text: 'https://example.org/a?b=1' },
    { kind: 'text', text: '. @otto too' },
  ]);
});

test('markup and other schemes stay text', () => {
  const body = '<b>javascript:alert(1)</b> mail@ines';
  expect(pieces(body, [ines])).toEqual([{ kind: 'text', text: body }]);
});

test('the handle before the cursor is found only where a mention can begin', () => {
  expect(handleAt('ask @in', 7)).toEqual({ start: 4, typed: 'in' });
  expect(handleAt('@', 1)).toEqual({ start: 0, typed: '' });
  expect(handleAt('mail@in', 7)).toBeNull();
  expect(handleAt('@in now', 7)).toBeNull();
});
