import { type Answer, answerOf, api } from './client';
import type { Filters } from './keys';
import type { PublishedPaths } from './paths';

/** A list that can be taken along as a file. */
export type TablePath = Extract<keyof PublishedPaths, `/tables/${string}`>;

export type FileFormat = 'csv' | 'xlsx';

export interface Taking {
  table: TablePath;
  /** Whose table it is, for those of one release. */
  release?: string;
  /** The list's own filters and order. */
  filters: Filters;
  /** As the server calls them; all when left out. */
  columns?: string[];
  language: string;
}

export interface SavedFile {
  name: string;
  content: Blob;
}

const nameIn = (headers: Headers): string =>
  /filename="([^"]+)"/.exec(headers.get('content-disposition') ?? '')?.[1] ?? 'table';

/** A file that the server writes, by the name it gives it. */
export async function fileOf(pending: Promise<Answer<unknown>>): Promise<SavedFile> {
  const content = (await answerOf(pending)) as Blob;
  return { name: nameIn((await pending).response.headers), content };
}

/** What a list shows, as a file that the server writes. */
export function takeAlong(taking: Taking, format: FileFormat): Promise<SavedFile> {
  const { release = '', filters, columns, language } = taking;
  // Every table is asked for alike; the longest address stands for all.
  const pending = api.GET(taking.table as '/tables/releases/{release}/raid', {
    params: {
      path: { release },
      query: {
        ...filters,
        format,
        columns: columns?.join(','),
        language: language.startsWith('de') ? 'de' : 'en',
      },
    },
    parseAs: 'blob',
  });
  return fileOf(pending);
}
