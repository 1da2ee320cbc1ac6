import type { Query } from '@tanstack/react-query';
import type { Noun } from '../api/keys';
import type { LiveEvent } from '../api/types';

/** What an event makes out of date: one thing of a kind, and every list it may appear in. */
export interface Affected {
  noun: Noun;
  id: string;
  /** Whether it may change what waits for somebody. */
  bearsOnWaiting: boolean;
}

/** Ids say what they name, so the prefix of what an event is about is enough. */
const NOUN_OF_PREFIX: Record<string, Noun> = {
  prt: 'portfolios',
  per: 'people',
  tea: 'teams',
  tok: 'tokens',
  rol: 'roles',
  sys: 'systems',
  env: 'environments',
  bok: 'bookings',
  egr: 'environment-groups',
  stg: 'stages',
  rty: 'release-types',
  tpl: 'release-templates',
  rel: 'releases',
  viw: 'views',
  pol: 'policies',
  gtk: 'gatekeepers',
  win: 'windows',
  cal: 'working-calendars',
  dec: 'decisions',
  dpl: 'deployment-plans',
  run: 'runs',
  stp: 'stops',
};

/** Lists that show something of another noun: a release's row names its portfolio, a system's its team. */
const SHOWN_IN: Partial<Record<Noun, Noun[]>> = {
  portfolios: [
    'releases',
    'systems',
    'environments',
    'teams',
    'calendar',
    'insight',
    'windows',
    'stops',
    'policies',
  ],
  people: ['releases', 'teams', 'calendar'],
  teams: ['systems', 'environments'],
  stages: ['environments', 'policies'],
  'environment-groups': ['environments'],
  environments: ['environment-groups', 'bookings', 'map', 'versions'],
  systems: ['portfolios', 'insight', 'map', 'windows', 'versions', 'policies'],
  roles: ['portfolios'],
  windows: ['calendar'],
  'working-calendars': ['portfolios'],
  releases: ['calendar', 'portfolios', 'insight', 'map'],
  'release-types': ['releases', 'calendar'],
};

/** What waits for people is theirs alone to be read again: not for every change of every release. */
const WAITED_FOR: Noun[] = ['inbox', 'approval-requests'];
const BEAR_ON_WAITING = new Set([
  'activity',
  'approval',
  'approval_request',
  'approval_rule',
  'booking',
  'criterion',
  'delegation',
  'grant',
  'milestone',
  'waiver',
]);

/** What criteria of gates are found out from, beside their own release. */
const FOUND_OUT_FROM: Noun[] = ['systems', 'environments', 'bookings'];

export function affectedBy(event: LiveEvent): Affected | null {
  // What happens to a run is told to be about what it carries out; what it makes out of date is the run.
  const id = event.subject.startsWith('run_') ? event.subject : event.about;
  const noun = NOUN_OF_PREFIX[id.split('_')[0] ?? ''];
  const bearsOnWaiting = BEAR_ON_WAITING.has(event.kind.split('.')[0] ?? '');
  return noun === undefined ? null : { noun, id, bearsOnWaiting };
}

type Cached = Pick<Query, 'queryKey' | 'state'>;

/** A page opened by a key is cached under it; what was read tells which id it has. */
function isAbout(query: Cached, reference: unknown, id: string): boolean {
  if (reference === id) return true;
  const data = query.state.data;
  return typeof data === 'object' && data !== null && 'id' in data && data.id === id;
}

/** A train shows figures of its members, so a change of any release may change it. */
function rollsUp(query: Cached): boolean {
  const data = query.state.data;
  return typeof data === 'object' && data !== null && 'rollup' in data && Boolean(data.rollup);
}

/** The header of a release says how those stand that it cannot do without. */
function looksAt(query: Cached, id: string): boolean {
  const data = query.state.data as { answers?: { needs: string[] } } | undefined;
  return data?.answers?.needs.includes(id) ?? false;
}

export function touches(affected: Affected, query: Cached): boolean {
  const [noun, form, reference, part] = query.queryKey;
  if (noun === 'journal') return true;
  if (WAITED_FOR.includes(noun as Noun)) return affected.bearsOnWaiting && form !== 'part';
  if (noun !== affected.noun && part === 'gates') return FOUND_OUT_FROM.includes(affected.noun);
  if (noun !== affected.noun)
    return form === 'list' && (SHOWN_IN[affected.noun] ?? []).includes(noun as Noun);
  if (form === 'list') return true;
  // A booking says what stands against it, which is another.
  if (form === 'one' && noun === 'bookings') return true;
  if (form === 'one')
    return isAbout(query, reference, affected.id) || rollsUp(query) || looksAt(query, affected.id);
  return reference === affected.id || part === 'members' || part === 'manifest' || part === 'matrix';
}
