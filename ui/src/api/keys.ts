/**
 * Names of what is kept in the cache. Three forms only, so that the live stream can find what an event touches:
 * `[noun, 'list', filters]`, `[noun, 'one', id or key]` and `[noun, 'part', id, part, …]`.
 */
export type Noun =
  | 'account'
  | 'approval-requests'
  | 'bookings'
  | 'calendar'
  | 'decisions'
  | 'delegations'
  | 'deployment-plans'
  | 'environment-groups'
  | 'environments'
  | 'feeds'
  | 'gatekeepers'
  | 'inbox'
  | 'insight'
  | 'journal'
  | 'map'
  | 'passkeys'
  | 'people'
  | 'policies'
  | 'portfolios'
  | 'release-templates'
  | 'release-types'
  | 'releases'
  | 'roles'
  | 'runs'
  | 'search'
  | 'sign-in-providers'
  | 'sign-in-rules'
  | 'sessions'
  | 'stages'
  | 'stops'
  | 'systems'
  | 'teams'
  | 'tokens'
  | 'versions'
  | 'views'
  | 'windows'
  | 'working-calendars';

export type Filters = Record<string, string | undefined>;

export const keys = {
  session: ['session'] as const,
  all: (noun: Noun) => [noun] as const,
  lists: (noun: Noun) => [noun, 'list'] as const,
  list: (noun: Noun, filters: Filters = {}) => [noun, 'list', filters] as const,
  one: (noun: Noun, reference: string) => [noun, 'one', reference] as const,
  part: (noun: Noun, id: string, ...part: string[]) => [noun, 'part', id, ...part] as const,
};
