import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { type Filters, keys } from './keys';
import type { UtilisationBy } from './types';

/** Days from `from` on and before `to` on the clock of a zone, of some of the environments. */
export interface UtilisationAsked extends Filters {
  from: string;
  to: string;
  zone: string;
  by: UtilisationBy;
}

/** How much environments are used, and what that costs. */
export const utilisationQuery = (asked: UtilisationAsked) =>
  queryOptions({
    queryKey: keys.list('bookings', { ...asked, what: 'utilisation' }),
    queryFn: ({ signal }) => answerOf(api.GET('/bookings/utilisation', { params: { query: asked }, signal })),
    placeholderData: keepPreviousData,
  });
