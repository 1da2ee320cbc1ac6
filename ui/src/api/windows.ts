import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { type Filters, keys } from './keys';
import { type List, pagesOf } from './lists';
import type { NewWindow, WindowChange, WindowDraft, WindowItem } from './types';

export const windowFilters = ['kind', 'portfolio', 'q', 'archived'] as const;
export type WindowFilters = Partial<Record<(typeof windowFilters)[number], string>>;

const WINDOWS: List<WindowItem> = {
  noun: 'windows',
  read: (query, signal) => api.GET('/windows', { params: { query }, signal }),
};

export const windowPages = (filters: WindowFilters) => pagesOf(WINDOWS, filters as Filters);

export const windowQuery = (reference: string) =>
  queryOptions({
    queryKey: keys.one('windows', reference),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/windows/{window}', { params: { path: { window: reference } }, signal })),
  });

/** When a window would come; what was shown last stays until the next is known. */
export const windowPreview = (draft: WindowDraft) =>
  queryOptions({
    queryKey: keys.part('windows', 'preview', JSON.stringify(draft)),
    queryFn: ({ signal }) => answerOf(api.POST('/windows/preview', { body: draft, signal })),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const windowReleases = (window: string, from: string, to: string) =>
  queryOptions({
    queryKey: keys.part('windows', window, 'releases', from, to),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/windows/{window}/releases', { params: { path: { window }, query: { from, to } }, signal }),
      ),
  });

export function createWindow(body: NewWindow, key: string): Promise<WindowItem> {
  return answerOf(api.POST('/windows', { body, ...idempotent(key) }));
}

export function changeWindow(window: string, rev: number, body: WindowChange): Promise<WindowItem> {
  return answerOf(
    api.PATCH('/windows/{window}', { params: { path: { window }, header: matching(rev) }, body }),
  );
}
