import { type Api, plannedRelease } from './fixtures';

/** What is made for one journey, under keys that begin with its prefix. */
export interface Booked {
  /** Ids by a short name. */
  environments: Record<'whole' | 'part' | 'shared' | 'free', string>;
  bookings: Record<'approved' | 'requested' | 'waiting' | 'sharedOne' | 'sharedOther', string>;
}

interface Day {
  start: string;
  end: string;
}

/** March 2031, by the clock of Berlin: from eight on the one to six in the evening of the other. */
export const inMarch = (first: number, last: number): Day => {
  const day = (of: number) => `2031-03-${String(of).padStart(2, '0')}`;
  return { start: `${day(first)}T07:00:00Z`, end: `${day(last)}T17:00:00Z` };
};

/** Four environments of two groups, one part of another, with bookings in each state and a blocked week. */
export async function bookedEnvironments(api: Api, prefix: string): Promise<Booked> {
  const key = (name: string) => `${prefix}-${name}`;
  const portfolio = key('shop');
  await api.post('portfolios', { key: portfolio, name: `Shop of ${prefix}`, parent: 'kubernetes' });
  const release = await plannedRelease(api, key('rel').toUpperCase());
  await api.post('environment-groups', { key: key('pool'), name: `Pool of ${prefix}`, portfolio });
  const environment = async (name: string, title: string, more: object = {}) => {
    const body = {
      key: key(name),
      name: title,
      portfolio,
      stage: 'acceptance',
      zone: 'Europe/Berlin',
      ...more,
    };
    return (await api.post('environments', body)).id as string;
  };
  const group = key('pool');
  const whole = await environment('whole', `Acceptance of ${prefix}`, { group });
  const part = await environment('part', `Payments of ${prefix}`, { group, parent: key('whole') });
  const shared = await environment('shared', `Integration of ${prefix}`, { shareable: true, capacity: 3 });
  const free = await environment('free', `Performance of ${prefix}`, { group });
  const book = async (title: string, where: string, days: Day, more: object = {}) => {
    const place = { environment: where };
    const usual = { usage: 'exclusive', purpose: 'regression', if_taken: 'request' };
    const body = { title, portfolio, place, ...days, ...usual, ...more };
    return (await api.post('bookings', body)).id as string;
  };
  const approve = (booking: string) =>
    api.change('POST', `bookings/${booking}/approve`, `bookings/${booking}`, {});
  const approved = await book('Regression of the train', whole, inMarch(10, 14), { release: release.id });
  await approve(approved);
  const requested = await book('Data migration', whole, inMarch(12, 18), { purpose: 'code' });
  const waiting = await book('Card payments', part, inMarch(13, 17), { if_taken: 'wait' });
  const some = { usage: 'shared', purpose: 'code' };
  const sharedOne = await book('Search team', shared, inMarch(4, 20), some);
  const sharedOther = await book('Billing team', shared, inMarch(10, 26), { ...some, release: release.id });
  for (const one of [sharedOne, sharedOther]) await approve(one);
  const window = { kind: 'blockout', portfolio, zone: 'Europe/Berlin' };
  await api.post('windows', {
    ...window,
    key: key('move'),
    name: 'Data centre move',
    start: '2031-03-22T00:00',
    end: '2031-03-29T00:00',
  });
  return {
    environments: { whole, part, shared, free },
    bookings: { approved, requested, waiting, sharedOne, sharedOther },
  };
}
