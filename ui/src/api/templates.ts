import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { type Filters, keys } from './keys';
import { type List, wholeList } from './lists';
import type {
  NewReleaseSeries,
  NewReleaseTemplate,
  Release,
  ReleaseOfTemplate,
  ReleaseTemplate,
  ReleaseTemplateChange,
  SeriesRelease,
  TemplateFromRelease,
} from './types';

export const templateFilters = ['kind', 'q', 'archived'] as const;

const TEMPLATES: List<ReleaseTemplate> = {
  noun: 'release-templates',
  read: (query, signal) => api.GET('/release-templates', { params: { query }, signal }),
};

export const releaseTemplates = (filters: Filters = {}) => wholeList(TEMPLATES, filters);

export const releaseTemplateQuery = (reference: string) =>
  queryOptions({
    queryKey: keys.one('release-templates', reference),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/release-templates/{template}', { params: { path: { template: reference } }, signal }),
      ),
  });

export function createReleaseTemplate(body: NewReleaseTemplate, key: string): Promise<ReleaseTemplate> {
  return answerOf(api.POST('/release-templates', { body, ...idempotent(key) }));
}

export function changeReleaseTemplate(
  template: string,
  rev: number,
  body: ReleaseTemplateChange,
): Promise<ReleaseTemplate> {
  return answerOf(
    api.PATCH('/release-templates/{template}', {
      params: { path: { template }, header: matching(rev) },
      body,
    }),
  );
}

export function templateFromRelease(body: TemplateFromRelease, key: string): Promise<ReleaseTemplate> {
  return answerOf(api.POST('/release-templates/from-release', { body, ...idempotent(key) }));
}

/** The plan a release would have. It changes nothing, so it is read like anything else. */
export const templatePreview = (
  template: string,
  wanted: { date: string; words: Record<string, string>; portfolio?: string; name?: string },
) =>
  queryOptions({
    queryKey: keys.part('release-templates', template, 'preview', JSON.stringify(wanted)),
    queryFn: ({ signal }) =>
      answerOf(
        api.POST('/release-templates/{template}/preview', {
          params: { path: { template } },
          body: {
            target: { date: wanted.date },
            words: wanted.words,
            portfolio: wanted.portfolio,
            name: wanted.name,
          },
          signal,
        }),
      ),
  });

export function releaseOfTemplate(template: string, body: ReleaseOfTemplate, key: string): Promise<Release> {
  return answerOf(
    api.POST('/release-templates/{template}/instantiate', {
      params: { path: { template } },
      body,
      ...idempotent(key),
    }),
  );
}

/** All of a series or nothing; with `dry_run`, only what would be made. */
export async function releaseSeries(
  template: string,
  body: NewReleaseSeries,
  key: string,
): Promise<SeriesRelease[]> {
  const made = await answerOf(
    api.POST('/release-templates/{template}/series', {
      params: { path: { template } },
      body,
      ...idempotent(key),
    }),
  );
  return made.items;
}
