import { describe, expect, it } from 'vitest';
import type { Calendar } from '../../../api/types';
import { dayOf } from '../../../timeline/core/days';
import { bandsOf } from './bands';

const portfolio = (id: string, parent: string | null) => ({ id, key: id, name: id, parent });
const band = (name: string, of: string | null): Calendar['bands'][number] => ({
  window: `win_${name}`,
  name,
  kind: 'freeze',
  portfolio: of,
  start: '2026-12-20T18:00:00',
  end: '2027-01-04T06:00:00',
  zone: 'Europe/Berlin',
});

describe('bands of a calendar', () => {
  const portfolios = [
    portfolio('all', null),
    portfolio('bank', 'all'),
    portfolio('cards', 'bank'),
    portfolio('shop', 'all'),
  ];
  const bands = [
    band('everywhere', 'all'),
    band('cards', 'cards'),
    band('shop', 'shop'),
    band('unseen', null),
  ];
  const namesOf = (chosen?: string) => bandsOf({ bands, portfolios }, chosen).map(({ name }) => name);

  it('stand where the clock of their own zone puts them', () => {
    const [first] = bandsOf({ bands, portfolios }, undefined);
    expect(first).toMatchObject({ start: dayOf(2026, 12, 20) + 0.75, end: dayOf(2027, 1, 4) + 0.25 });
  });

  it('are those of a chosen portfolio, of what is below it and of what is above it', () => {
    expect(namesOf()).toEqual(['everywhere', 'cards', 'shop', 'unseen']);
    expect(namesOf('bank')).toEqual(['everywhere', 'cards', 'unseen']);
    expect(namesOf('shop')).toEqual(['everywhere', 'shop', 'unseen']);
  });
});
