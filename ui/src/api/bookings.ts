import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { type Filters, keys } from './keys';
import { type List, pagesOf } from './lists';
import type {
  Booking,
  BookingMove,
  BookingPlanWanted,
  BookingProposal,
  BookingTimeline,
  NewBooking,
  PlannedMove,
} from './types';

export const bookingFilters = [
  'q',
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

/** The bookings of an environment of which something will still come, by when they begin. */
export const openBookingsQuery = (environment: string, from: string) => {
  const query = { environment, from, open: true, limit: 50 };
  return queryOptions({
    queryKey: keys.list('bookings', { environment, from, open: 'true' }),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/bookings', { params: { query }, signal }))).items,
  });
};

export interface TimelineFilters {
  q?: string;
  portfolio?: string;
  stage?: string;
  group?: string;
  /** Only where somebody has or wants something for this team. */
  for_team?: string;
  /** Only where the reader has or wants something. */
  mine?: boolean;
}

/** Who has which environment from a day until before another, by the clock of a zone. */
export const bookingTimelineQuery = (
  days: { from: string; to: string; zone: string },
  filters: TimelineFilters,
) => {
  const query = { ...days, ...filters };
  return queryOptions({
    queryKey: keys.list('bookings', { ...query, mine: filters.mine ? 'true' : undefined }),
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

/** What is done with a booking, with what it takes to do it. */
export type BookingAct =
  | { step: 'wait' | 'activate' | 'return' }
  | { step: 'reject' | 'cancel' | 'accept_overlaps'; reason: string }
  | { step: 'approve'; override?: string }
  | { step: 'extend'; end_local: string; override?: string }
  | { step: 'move'; to: BookingMove }
  | { step: 'pick'; members?: string[] };

/** Does something with a booking as it is known. */
export async function advanceBooking(booking: Known, act: BookingAct, key: string): Promise<void> {
  const known = { params: at(booking), ...idempotent(key) };
  switch (act.step) {
    case 'wait':
    case 'activate':
    case 'return':
      await answerOf(api.POST(`/bookings/{booking}/${act.step}`, known));
      break;
    case 'reject':
    case 'cancel':
      await answerOf(api.POST(`/bookings/{booking}/${act.step}`, { ...known, body: { reason: act.reason } }));
      break;
    case 'accept_overlaps':
      await answerOf(api.POST('/bookings/{booking}/overlaps', { ...known, body: { reason: act.reason } }));
      break;
    case 'move':
      await answerOf(api.POST('/bookings/{booking}/move', { ...known, body: act.to }));
      break;
    default: {
      const { step, ...body } = act;
      await answerOf(api.POST(`/bookings/{booking}/${step}`, { ...known, body }));
    }
  }
}

/** What would come of moving a booking; nothing is saved. */
export const bookingMoveQuery = (booking: string, to: BookingMove) =>
  queryOptions({
    queryKey: keys.part('bookings', booking, 'move', JSON.stringify(to)),
    queryFn: ({ signal }) =>
      answerOf(
        api.POST('/bookings/{booking}/move/preview', { params: { path: { booking } }, body: to, signal }),
      ),
    retry: false,
  });

/** The overlaps of a booking that somebody answers for. */
export const bookingOverlapsQuery = (booking: string) =>
  queryOptions({
    queryKey: keys.part('bookings', booking, 'overlaps'),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/bookings/{booking}/overlaps', { params: { path: { booking } }, signal })))
        .items,
  });

/** How bookings would have to move so that none clash; nothing is saved. */
export const bookingPlanQuery = (wanted: BookingPlanWanted) =>
  queryOptions({
    // No list: a plan that is read is not to change meanwhile; carrying out an old one is refused.
    queryKey: keys.part('bookings', 'plan', JSON.stringify(wanted)),
    queryFn: ({ signal }) => answerOf(api.POST('/bookings/plan', { body: wanted, signal })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Carries a plan out: all of it or nothing. */
export async function carryOut(moves: readonly PlannedMove[], reason: string, key: string): Promise<void> {
  const body = {
    moves: moves.map(({ booking, environment, start, end }) => ({
      booking: booking.id,
      rev: booking.rev,
      environment: environment?.id ?? '',
      span: { start, end },
    })),
    ...(reason ? { reason } : {}),
  };
  await answerOf(api.POST('/bookings/move', { body, ...idempotent(key) }));
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
