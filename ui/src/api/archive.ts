import { answerOf, api, idempotent, matching } from './client';

/** What can be put out of sight and brought back; nothing is ever deleted. */
export type Archivable =
  | 'releases'
  | 'portfolios'
  | 'systems'
  | 'people'
  | 'teams'
  | 'release-templates'
  | 'release-types'
  | 'windows';

export interface Kept {
  id: string;
  name: string;
  rev: number;
  archived_at: string | null;
}

type Change = (id: string, rev: number, key: string) => Promise<Kept>;

const ARCHIVE: Record<Archivable, Change> = {
  releases: (release, rev, key) =>
    answerOf(
      api.POST('/releases/{release}/archive', {
        params: { path: { release }, header: matching(rev) },
        ...idempotent(key),
      }),
    ),
  portfolios: (portfolio, rev, key) =>
    answerOf(
      api.POST('/portfolios/{portfolio}/archive', {
        params: { path: { portfolio }, header: matching(rev) },
        ...idempotent(key),
      }),
    ),
  systems: (system, rev, key) =>
    answerOf(
      api.POST('/systems/{system}/archive', {
        params: { path: { system }, header: matching(rev) },
        ...idempotent(key),
      }),
    ),
  people: (person, rev, key) =>
    answerOf(
      api.POST('/people/{person}/archive', {
        params: { path: { person }, header: matching(rev) },
        ...idempotent(key),
      }),
    ),
  teams: (team, rev, key) =>
    answerOf(
      api.POST('/teams/{team}/archive', {
        params: { path: { team }, header: matching(rev) },
        ...idempotent(key),
      }),
    ),
  'release-templates': (template, rev, key) =>
    answerOf(
      api.POST('/release-templates/{template}/archive', {
        params: { path: { template }, header: matching(rev) },
        ...idempotent(key),
      }),
    ),
  'release-types': (type, rev, key) =>
    answerOf(
      api.POST('/release-types/{type}/archive', {
        params: { path: { type }, header: matching(rev) },
        ...idempotent(key),
      }),
    ),
  windows: (window, rev, key) =>
    answerOf(
      api.POST('/windows/{window}/archive', {
        params: { path: { window }, header: matching(rev) },
        ...idempotent(key),
      }),
    ),
};

const RESTORE: Record<Archivable, Change> = {
  releases: (release, rev, key) =>
    answerOf(
      api.POST('/releases/{release}/restore', {
        params: { path: { release }, header: matching(rev) },
        ...idempotent(key),
      }),
    ),
  portfolios: (portfolio, rev, key) =>
    answerOf(
      api.POST('/portfolios/{portfolio}/restore', {
        params: { path: { portfolio }, header: matching(rev) },
        ...idempotent(key),
      }),
    ),
  systems: (system, rev, key) =>
    answerOf(
      api.POST('/systems/{system}/restore', {
        params: { path: { system }, header: matching(rev) },
        ...idempotent(key),
      }),
    ),
  people: (person, rev, key) =>
    answerOf(
      api.POST('/people/{person}/restore', {
        params: { path: { person }, header: matching(rev) },
        ...idempotent(key),
      }),
    ),
  teams: (team, rev, key) =>
    answerOf(
      api.POST('/teams/{team}/restore', {
        params: { path: { team }, header: matching(rev) },
        ...idempotent(key),
      }),
    ),
  'release-templates': (template, rev, key) =>
    answerOf(
      api.POST('/release-templates/{template}/restore', {
        params: { path: { template }, header: matching(rev) },
        ...idempotent(key),
      }),
    ),
  'release-types': (type, rev, key) =>
    answerOf(
      api.POST('/release-types/{type}/restore', {
        params: { path: { type }, header: matching(rev) },
        ...idempotent(key),
      }),
    ),
  windows: (window, rev, key) =>
    answerOf(
      api.POST('/windows/{window}/restore', {
        params: { path: { window }, header: matching(rev) },
        ...idempotent(key),
      }),
    ),
};

/** Archives what is there and restores what was archived. */
export function archiveOrRestore(noun: Archivable, thing: Kept, key: string): Promise<Kept> {
  const change = thing.archived_at === null ? ARCHIVE : RESTORE;
  return change[noun](thing.id, thing.rev, key);
}
