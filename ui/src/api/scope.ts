import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, matching } from './client';
import { keys } from './keys';
import type {
  Impact,
  ManifestEntry,
  Page,
  RaciEntry,
  RaciRole,
  ReleaseDependencies,
  ReleaseSystem,
} from './types';

const LIMIT = 200;

function scopeList<Item>(id: string, part: 'systems' | 'manifest' | 'people') {
  return queryOptions({
    queryKey: keys.part('releases', id, part),
    queryFn: async ({ signal }) => {
      const query = part === 'people' ? undefined : { limit: LIMIT };
      const page = await answerOf<Page<Item>>(
        api.GET(`/releases/{id}/${part}`, { params: { path: { id }, query }, signal }),
      );
      return page.items;
    },
  });
}

export const releaseSystemsQuery = (id: string) => scopeList<ReleaseSystem>(id, 'systems');
export const manifestQuery = (id: string) => scopeList<ManifestEntry>(id, 'manifest');
export const releasePeopleQuery = (id: string) => scopeList<RaciEntry>(id, 'people');

export const releaseDependenciesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.part('releases', id, 'dependencies'),
    queryFn: ({ signal }) =>
      answerOf<ReleaseDependencies>(
        api.GET('/releases/{id}/dependencies', { params: { path: { id } }, signal }),
      ),
  });

/** Sub-lists of a release are written under the release's own revision. */
interface Whole {
  id: string;
  rev: number;
}

type Entry = 'systems' | 'manifest' | 'dependencies';
interface EntryBody {
  systems: { impact: Impact };
  manifest: { version: string };
  dependencies: { hard: boolean; note: string };
}

export async function putEntry<Kind extends Entry>(
  kind: Kind,
  release: Whole,
  other: string,
  body: EntryBody[Kind],
): Promise<void> {
  await answerOf(
    api.PUT(`/releases/{id}/${kind}/{other}`, {
      params: { path: { id: release.id, other }, header: matching(release.rev) },
      body,
    }),
  );
}

export async function removeEntry(kind: Entry, release: Whole, other: string): Promise<void> {
  await answerOf(
    api.DELETE(`/releases/{id}/${kind}/{other}`, {
      params: { path: { id: release.id, other }, header: matching(release.rev) },
    }),
  );
}

export interface RaciInput {
  person?: string;
  team?: string;
  role: RaciRole;
}

export async function putReleasePeople(release: Whole, items: RaciInput[]): Promise<void> {
  await answerOf(
    api.PUT('/releases/{id}/people', {
      params: { path: { id: release.id }, header: matching(release.rev) },
      body: { items },
    }),
  );
}
