import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { bookingTimelineQuery } from '../../../api/bookings';
import { environmentGroups } from '../../../api/environments';
import type { EnvironmentGroup } from '../../../api/types';
import { listIn } from '../../../components/timeline/address';
import { formatDay, type Span } from '../../../timeline/core/days';
import type { Resource, Slot } from '../../../timeline/core/model';
import { type ResourceGroup, resourceRowsOf } from '../../../timeline/core/resources';
import { monthsFor } from './asked';
import { byGroup, byRelease, type Grouping, resourcesOf, slotsOf } from './resources';
import type { TimelineSearch } from './search';

const NO_GROUPS: EnvironmentGroup[] = [];
const NOTHING: Resource[] = [];

interface DataOptions {
  search: TimelineSearch;
  grouping: Grouping | null;
  /** Days on the screen. */
  shown: Span;
  zone: string;
}

/** Environments that are asked for with what is booked on them, and the rows they make. */
export function useTimelineData({ search, grouping, shown, zone }: DataOptions) {
  const range = monthsFor(shown);
  const { q, portfolio, stage, group, team } = search;
  const isMine = search.mine === 'true';
  const query = useQuery({
    ...bookingTimelineQuery(
      { from: formatDay(range.start), to: formatDay(range.end), zone },
      { q, portfolio, stage, group, for_team: team, mine: isMine || undefined },
    ),
    placeholderData: keepPreviousData,
  });
  const timeline = query.data;
  const groups = useQuery(environmentGroups()).data ?? NO_GROUPS;

  const read = useMemo(() => timeline && { timeline, slots: slotsOf(timeline, zone) }, [timeline, zone]);
  const isLimited = isMine || team !== undefined;
  const isWanted = useMemo(() => {
    const bookings = read?.slots.bookings;
    return isLimited ? (slot: Slot) => bookings?.get(slot.id)?.asked === true : null;
  }, [read, isLimited]);
  const all = useMemo(() => (read ? resourcesOf(read) : NOTHING), [read]);
  const grouped: ResourceGroup[] = useMemo(() => {
    if (!read) return [];
    if (grouping === 'group') return byGroup(read, all, groups);
    return grouping === 'release' ? byRelease(read, all) : [{ key: '', resources: all }];
  }, [read, all, grouping, groups]);
  const toggled = useMemo(() => new Set(listIn(search.toggled)), [search.toggled]);
  const rows = useMemo(
    () =>
      resourceRowsOf(grouped, {
        isGrouped: grouping !== null,
        toggled,
        folded: search.fold !== undefined,
      }),
    [grouped, grouping, toggled, search.fold],
  );
  return { query, read, groups, count: all.length, grouped, rows, isWanted };
}
