import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { keys } from './keys';
import type { CapacityMeasure } from './types';

/** Days from `from` on and before `to`, of a portfolio and what is below it, or of all. */
export interface InsightSpan {
  from: string;
  to: string;
  portfolio?: string;
}

const named = (span: InsightSpan) => ({ ...span });

export const capacityQuery = (span: InsightSpan) =>
  queryOptions({
    queryKey: keys.list('insight', { ...named(span), what: 'capacity' }),
    queryFn: ({ signal }) => answerOf(api.GET('/capacity', { params: { query: span }, signal })),
    placeholderData: keepPreviousData,
  });

export const capacityReleases = (week: string, portfolio: string, measure: CapacityMeasure) =>
  queryOptions({
    queryKey: keys.list('insight', { week, portfolio, measure }),
    queryFn: async ({ signal }) => {
      const query = { week, portfolio, measure };
      return (await answerOf(api.GET('/capacity/releases', { params: { query }, signal }))).items;
    },
  });

export const impactQuery = (span: InsightSpan) =>
  queryOptions({
    queryKey: keys.list('insight', { ...named(span), what: 'impact' }),
    queryFn: ({ signal }) => answerOf(api.GET('/impact-matrix', { params: { query: span }, signal })),
    placeholderData: keepPreviousData,
  });
