import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client';
import { keys } from './keys';
import type { MapDirection, MapThing } from './types';

/** Where a map begins, and how much of it is wanted. */
export interface MapAsked {
  kind: MapThing['kind'];
  /** Its id or key. */
  of: string;
  direction: MapDirection;
  depth: number;
}

/** What hangs together with a thing. */
export const mapQuery = ({ kind, of, direction, depth }: MapAsked) =>
  queryOptions({
    queryKey: keys.list('map', { kind, of, direction, depth: String(depth) }),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/map', { params: { query: { [kind]: of, direction, depth } }, signal })),
    placeholderData: keepPreviousData,
  });
