import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { bookingFilters, bookingPages } from '../../api/bookings';
import { environmentGroups } from '../../api/environments';
import { teamList } from '../../api/organisation';
import type { Booking, BookingState } from '../../api/types';
import { BookingStateBadge } from '../../components/BookingStateBadge';
import type { DataColumn } from '../../components/DataTable';
import { ClearFilters, SearchFilter, SelectFilter } from '../../components/Filters';
import { OpenButton } from '../../components/OpenButton';
import { Page } from '../../components/Page';
import { usePages } from '../../components/PagedTable';
import { EmptyState, PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { PortfolioFilter } from '../../components/PortfolioFilter';
import { RefLink } from '../../components/RefLink';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { today } from '../../time/day';
import { ownZone } from '../../time/format';
import { BookingPanels, NewBookingButton, ViewSwitch } from './BookingParts';
import { named } from './named';
import { PlanLink } from './PlanLink';
import { WhenText } from './WhenText';

const STATES: BookingState[] = [
  'requested',
  'waiting',
  'approved',
  'active',
  'returned',
  'rejected',
  'cancelled',
];

/** Who has which environment when, what waits, and what is asked for, by when it begins. */
export function BookingList() {
  const text = useText();
  const [filters, setFilters] = useFilters(bookingFilters);
  const panel = usePanel();
  const from = filters.from ?? today(ownZone());
  const { query, rows } = usePages(bookingPages({ ...filters, from }));
  const columns = useBookingColumns((id) => panel.open('booking', id));
  const groups = useQuery(environmentGroups()).data ?? [];
  const teams = useQuery(teamList()).data ?? [];
  const isFiltered = bookingFilters.some((name) => filters[name]);
  return (
    <Page
      title={text('nav.bookings')}
      screen="bookings"
      actions={
        <>
          <ViewSwitch view="list" />
          <PlanLink filters={filters} />
          <NewBookingButton />
        </>
      }
      filters={
        <>
          <SearchFilter
            label={text('bookings.search')}
            value={filters.q}
            onChange={(q) => setFilters({ q })}
          />
          <SelectFilter
            label={text('column.state')}
            value={filters.state}
            options={STATES.map((state) => ({ value: state, label: text(`bookings.state.${state}`) }))}
            onChange={(state) => setFilters({ state })}
          />
          <SelectFilter
            label={text('column.group')}
            value={filters.group}
            options={groups.map(named)}
            onChange={(group) => setFilters({ group })}
          />
          <SelectFilter
            label={text('column.team')}
            value={filters.team}
            options={teams.map(named)}
            onChange={(team) => setFilters({ team })}
          />
          <PortfolioFilter value={filters.portfolio} onChange={(portfolio) => setFilters({ portfolio })} />
          <Checkbox
            label={text('bookings.mine')}
            checked={filters.mine === 'true'}
            onChange={(event) => setFilters({ mine: event.currentTarget.checked ? 'true' : undefined })}
          />
          <ClearFilters names={bookingFilters} filters={filters} onClear={setFilters} />
        </>
      }
    >
      <PageState query={query}>
        {() =>
          rows.length === 0 ? (
            <EmptyState
              title={text(isFiltered ? 'bookings.noMatch' : 'bookings.none')}
              detail={text('bookings.none.next')}
              action={<NewBookingButton />}
            />
          ) : (
            <PlainTable
              caption={text('nav.bookings')}
              rows={rows}
              rowKey={({ id }) => id}
              columns={columns}
              pages={query}
            />
          )
        }
      </PageState>
      <BookingPanels />
    </Page>
  );
}

function useBookingColumns(onOpen: (id: string) => void): Omit<DataColumn<Booking>, 'sort'>[] {
  const text = useText();
  const none = <span className="faint">{text('value.none')}</span>;
  return [
    {
      id: 'title',
      header: text('column.title'),
      size: 'wide',
      cell: ({ id, title }) => <OpenButton onOpen={() => onOpen(id)}>{title}</OpenButton>,
    },
    { id: 'state', header: text('column.state'), cell: ({ state }) => <BookingStateBadge state={state} /> },
    {
      id: 'place',
      header: text('bookings.place'),
      cell: ({ place }) =>
        place.environments.length > 0
          ? place.environments.map(({ name }) => name).join(', ')
          : (place.group?.name ?? none),
    },
    { id: 'when', header: text('bookings.when'), cell: (booking) => <WhenText booking={booking} /> },
    {
      id: 'usage',
      header: text('environments.use'),
      leaves: 'notOnPhone',
      cell: ({ usage }) => text(`bookings.usage.${usage}`),
    },
    {
      id: 'release',
      header: text('column.release'),
      leaves: 'notOnPhone',
      cell: ({ release }) => (release ? <RefLink kind="release" reference={release} /> : none),
    },
    {
      id: 'by',
      header: text('bookings.by'),
      leaves: 'notOnPhone',
      cell: ({ requested_by, team }) => team?.name ?? requested_by?.name ?? none,
    },
  ];
}
