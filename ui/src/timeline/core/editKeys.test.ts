import { describe, expect, it } from 'vitest';
import { editKeyOf } from './editKeys';

const NONE = { altKey: false, shiftKey: false, ctrlKey: false, metaKey: false };
const alt = (key: string, code = key, more: Partial<typeof NONE> = {}) =>
  editKeyOf({ ...NONE, altKey: true, key, code, ...more });

describe('with Alt', () => {
  it('arrows move by a working day, with Shift by a week', () => {
    expect(alt('ArrowRight')).toEqual({ edge: 'whole', steps: 1 });
    expect(alt('ArrowLeft', 'ArrowLeft', { shiftKey: true })).toEqual({ edge: 'whole', steps: -5 });
  });

  it('brackets move the end, by their sign or by their place', () => {
    expect(alt(']', 'BracketRight')).toEqual({ edge: 'end', steps: 1 });
    expect(alt('“', 'BracketLeft')).toEqual({ edge: 'end', steps: -1 });
    expect(alt('[', 'Digit5')).toEqual({ edge: 'end', steps: -1 });
  });

  it('other keys, and any without it or with Ctrl, mean nothing here', () => {
    expect(alt('ArrowUp')).toBe(null);
    expect(alt('ArrowRight', 'ArrowRight', { ctrlKey: true })).toBe(null);
    expect(editKeyOf({ ...NONE, key: 'ArrowRight', code: 'ArrowRight' })).toBe(null);
  });
});
