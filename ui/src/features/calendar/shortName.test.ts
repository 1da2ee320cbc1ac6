import { describe, expect, it } from 'vitest';
import { shortName } from './shortName';

describe('the name of a member', () => {
  it('leaves out the words its train ends with', () => {
    expect(shortName('nova 2026.1 Gazpacho', 'OpenStack 2026.1 Gazpacho')).toBe('nova');
    expect(shortName('Payments April', 'Spring April')).toBe('Payments');
  });

  it('never leaves out all of it, and nothing else', () => {
    expect(shortName('April', 'Spring April')).toBe('April');
    expect(shortName('Spring April', 'Spring April')).toBe('Spring');
    expect(shortName('Payments', 'Spring April')).toBe('Payments');
    expect(shortName('Payments', undefined)).toBe('Payments');
  });
});
