import { type Answer, answerOf, api, idempotent, matching } from './client';
import type { PublishedPaths } from './paths';

/** What can be put out of sight and brought back; nothing is ever deleted. */
export type Archivable = keyof typeof PARAMETER;

export interface Kept {
  id: string;
  name: string;
  rev: number;
  archived_at: string | null;
}

/** What stands for the thing in the address of each. */
const PARAMETER = {
  'deployment-plans': 'plan',
  releases: 'release',
  portfolios: 'portfolio',
  systems: 'system',
  environments: 'environment',
  'environment-groups': 'group',
  gatekeepers: 'gatekeeper',
  people: 'person',
  policies: 'policy',
  stages: 'stage',
  teams: 'team',
  'release-templates': 'template',
  'release-types': 'type',
  windows: 'window',
  'working-calendars': 'working_calendar',
} as const;

type Verb = 'archive' | 'restore';
type Operation = {
  [Noun in Archivable]: `/${Noun}/{${(typeof PARAMETER)[Noun]}}/${Verb}`;
}[Archivable];

/** The client reads the type of an answer off its address; the answers of these are all alike. */
const post = api.POST as unknown as (
  path: Operation & keyof PublishedPaths,
  options: { params: { path: Record<string, string>; header: ReturnType<typeof matching> } },
) => Promise<Answer<Kept>>;

/** Archives what is there and restores what was archived. */
export function archiveOrRestore(noun: Archivable, thing: Kept, key: string): Promise<Kept> {
  const parameter = PARAMETER[noun];
  const operation =
    `/${noun}/{${parameter}}/${thing.archived_at === null ? 'archive' : 'restore'}` as Operation;
  const params = { path: { [parameter]: thing.id }, header: matching(thing.rev) };
  return answerOf(post(operation, { params, ...idempotent(key) }));
}
