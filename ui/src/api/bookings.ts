import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { type Filters, keys } from './keys';
import { type List, pagesOf } from './lists';
import type { Booking, BookingProposal, BookingTimeline, BookingVerb, NewBooking } from './types';

export const bookingFilters = [
  'environment',
  'group',
  'release',
  'portfolio',
  'team',
  'state',
  'mine',
  'from',
] as const;
export type BookingFilters = Partial<Record<(typeof bookingFilters)[number], string>>;

const BOOKINGS: List<Booking> = {
  noun: 'bookings',
  read: (query, signal) => api.GET('/bookings', { params: { query }, signal }),
};

/** By when they begin. */
export const bookingPages = (filters: BookingFilters) => pagesOf(BOOKINGS, filters as Filters);

export const bookingQuery = (booking: string) =>
  queryOptions({
    queryKey: keys.one('bookings', booking),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/bookings/{booking}', { params: { path: { booking } }, signal })),
  });

export interface TimelineFilters {
  q?: string;
  portfolio?: string;
  stage?: string;
  group?: string;
}

/** Who has which environment from a day until before another, by the clock of a zone. */
export const bookingTimelineQuery = (
  days: { from: string; to: string; zone: string },
  filters: TimelineFilters,
) => {
  const query = { ...days, ...filters };
  return queryOptions({
    queryKey: keys.list('bookings', query),
    queryFn: ({ signal }) =>
      answerOf<BookingTimeline>(api.GET('/bookings/timeline', { params: { query }, signal })),
  });
};

/** What would come of asking; nothing is saved. */
export const bookingPreviewQuery = (body: NewBooking) =>
  queryOptions({
    queryKey: keys.list('bookings', { preview: JSON.stringify(body) }),
    queryFn: ({ signal }) => answerOf(api.POST('/bookings/preview', { body, signal })),
    retry: false,
  });

export const bookingProposalsQuery = (booking: string) =>
  queryOptions({
    queryKey: keys.part('bookings', booking, 'proposals'),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/bookings/{booking}/proposals', { params: { path: { booking } }, signal })))
        .items,
  });

export function createBooking(body: NewBooking, key: string): Promise<Booking> {
  return answerOf(api.POST('/bookings', { body, ...idempotent(key) }));
}

interface Known {
  id: string;
  rev: number;
}

const at = ({ id, rev }: Known) => ({ path: { booking: id }, header: matching(rev) });

/** Approves, rejects, waits, takes, hands back or cancels; the reason is for those that need one. */
export function advanceBooking(
  booking: Known,
  verb: BookingVerb,
  reason: string,
  key: string,
): Promise<Booking> {
  const params = at(booking);
  switch (verb) {
    case 'reject':
    case 'cancel':
      return answerOf(
        api.POST(`/bookings/{booking}/${verb}`, { params, body: { reason }, ...idempotent(key) }),
      );
    case 'approve':
      return answerOf(api.POST('/bookings/{booking}/approve', { params, body: {}, ...idempotent(key) }));
    default:
      return answerOf(api.POST(`/bookings/{booking}/${verb}`, { params, ...idempotent(key) }));
  }
}

/** Takes one of the ways out that were told. */
export function takeProposal(booking: Known, way: BookingProposal, key: string): Promise<Booking> {
  const body = {
    kind: way.kind,
    environment: way.environment.id,
    span: { start: way.start, end: way.end },
  };
  return answerOf(
    api.POST('/bookings/{booking}/proposals/take', { params: at(booking), body, ...idempotent(key) }),
  );
}
