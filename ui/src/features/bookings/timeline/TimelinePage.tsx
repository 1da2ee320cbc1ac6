import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { Page } from '../../../components/Page';
import { EmptyState, PageState } from '../../../components/PageState';
import { useNow } from '../../../components/Time';
import { listIn, oneOf, toggledIn } from '../../../components/timeline/address';
import { Count } from '../../../components/timeline/Count';
import styles from '../../../components/timeline/Frame.module.css';
import { Corner } from '../../../components/timeline/ShownDays';
import { useTimelineView } from '../../../components/timeline/useTimelineView';
import { useAxisWords } from '../../../components/timeline/words';
import { ZoomBar } from '../../../components/timeline/ZoomBar';
import { usePhone } from '../../../components/usePhone';
import { useFilters, usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { ownZone } from '../../../time/format';
import { localDayOf } from '../../../timeline/core/days';
import { zoomTo } from '../../../timeline/core/scale';
import type { GroupRow, ResourceRow } from '../../../timeline/core/tree';
import { Timeline } from '../../../timeline/view/Timeline';
import type { Target, TimelineActions } from '../../../timeline/view/types';
import { BookingPanels, NewBookingButton, ViewSwitch } from '../BookingParts';
import { PlanLink } from '../PlanLink';
import { subjectOf, wantedIn } from './asked';
import { BookingAgenda } from './BookingAgenda';
import { GROUPINGS } from './resources';
import { SlotLegend } from './SlotLegend';
import { daysOn, FILTERS, SEARCH } from './search';
import { TimelineFilters } from './TimelineFilters';
import { useBookingLook } from './useBookingLook';
import { useHold } from './useHold';
import { useTimelineData } from './useTimelineData';

type BookingRow = GroupRow | ResourceRow;

/** Who has which environment when, on a timeline; on a phone, day by day. */
export function TimelinePage() {
  const text = useText();
  const navigate = useNavigate();
  const isPhone = usePhone();
  const panel = usePanel();
  const [search, change] = useFilters(SEARCH);
  const [zone] = useState(ownZone);
  const today = localDayOf(useNow(), zone);
  const { controller, shown } = useTimelineView(search, today, daysOn(isPhone), change);
  const grouping = oneOf(GROUPINGS, search.by);
  const { query, read, groups, count, grouped, rows, isWanted } = useTimelineData({
    search,
    grouping,
    shown,
    zone,
  });
  const look = useBookingLook({ slots: read?.slots, grouped, grouping, groups, isWanted });
  const words = useAxisWords();
  const { open } = panel;
  const { subject } = panel;
  const wanted = useMemo(() => wantedIn(subject), [subject]);
  const editing = useHold({
    rows,
    slots: read?.slots,
    zone,
    wanted,
    onDrawn: (next) => open('new', subjectOf(next)),
    onMoved: (next) => open('booking', subjectOf(next)),
  });

  const { toggled } = search;
  const actions: TimelineActions = useMemo(
    () => ({
      fit: () => controller.glide(zoomTo(controller.heading(), daysOn(false))),
      toggle: (row) => change({ toggled: toggledIn(listIn(toggled), row) }),
      open: (row: BookingRow) => {
        if (row.type === 'group') return;
        void navigate({ to: '/environments/$key', params: { key: row.resource.key } });
      },
      choose: ({ row, slot }: Target<BookingRow>) => {
        if (row.type === 'group') return;
        if (slot === null) actions.open(row);
        else if (read?.slots.bookings.get(slot.id)?.id) open('booking', slot.id);
      },
      move: ({ row, slot }: Target<BookingRow>) => {
        if (row.type === 'group') return;
        if (slot === null) open('new', row.resource.id);
        else actions.choose({ row, slot, cluster: null });
      },
    }),
    [change, controller, navigate, open, read, toggled],
  );
  const isFiltered = FILTERS.some((name) => search[name]);
  return (
    <Page
      title={text('nav.bookings')}
      screen="bookings"
      actions={
        <>
          {read && (
            <Count complete={read.timeline.complete}>{text('bookings.environments', { count })}</Count>
          )}
          <ZoomBar controller={controller} today={today} extent={null} onlyMoves={isPhone} />
          <ViewSwitch view="timeline" />
          <PlanLink filters={{ group: search.group, environment: search.q }} />
          <NewBookingButton />
        </>
      }
      filters={
        <TimelineFilters search={search} grouping={grouping} onlyFilters={isPhone} onChange={change} />
      }
    >
      <PageState query={query}>
        {() => (
          <div className={styles.frame} data-waiting={query.isPlaceholderData || undefined}>
            {isPhone && read ? (
              <BookingAgenda
                read={read}
                isWanted={isWanted}
                span={shown}
                today={today}
                onOpen={(id) => open('booking', id)}
              />
            ) : rows.length === 0 ? (
              <EmptyState
                title={text(isFiltered ? 'environments.noMatch' : 'environments.none')}
                detail={text(isFiltered ? 'filter.widen' : 'environments.none.next')}
              />
            ) : (
              <>
                <div className={styles.timeline}>
                  <Timeline
                    key={grouping}
                    controller={controller}
                    rows={rows}
                    today={today}
                    words={words}
                    look={look}
                    actions={actions}
                    editing={editing}
                    corner={
                      <Corner
                        controller={controller}
                        columns={['column.environment']}
                        folded={search.fold !== undefined}
                        onFold={() => change({ fold: search.fold ? undefined : 'all', toggled: undefined })}
                      />
                    }
                    selected={
                      panel.name === 'booking' && subject ? { row: null, part: wanted?.of ?? subject } : null
                    }
                  />
                </div>
                <SlotLegend />
              </>
            )}
          </div>
        )}
      </PageState>
      <BookingPanels />
    </Page>
  );
}
