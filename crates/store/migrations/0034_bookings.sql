-- Who has which environment when. A booking is of one environment, or of so many ("wanted") of a group. Instants are
-- microseconds. No booking lasts longer than 366 days: what looks for overlaps relies on it.
create table booking (
    id TEXT primary key,
    title TEXT not null,
    description TEXT not null,
    portfolio_id TEXT not null references portfolio (id),
    release_id TEXT references release (id),
    phase_id TEXT references phase (id),
    environment_id TEXT references environment (id),
    group_id TEXT references environment_group (id),
    wanted bigint,
    start_at bigint not null,
    end_at bigint not null,
    zone TEXT not null,
    usage TEXT not null check (usage in ('exclusive', 'shared')),
    purpose TEXT not null check (purpose in ('code', 'configuration', 'regression')),
    priority bigint not null,
    requested_by TEXT references person (id),
    team_id TEXT references team (id),
    series_id TEXT references booking (id),
    state TEXT not null
        check (state in ('requested', 'waiting', 'approved', 'rejected', 'active', 'returned', 'cancelled')),
    state_at bigint,
    state_by TEXT references person (id),
    state_reason TEXT,
    created_at bigint not null,
    rev bigint not null,
    check (start_at < end_at),
    check ((environment_id is null) <> (group_id is null)),
    check ((group_id is null) = (wanted is null))
);
create index booking_by_start on booking (start_at, id);
create index booking_by_portfolio on booking (portfolio_id, start_at, id);
create index booking_by_release on booking (release_id, start_at, id);
create index booking_by_phase on booking (phase_id, start_at, id);
create index booking_by_group on booking (group_id, start_at, id);
create index booking_by_team on booking (team_id, start_at, id);
create index booking_by_person on booking (requested_by, start_at, id);
create index booking_by_series on booking (series_id, start_at, id);
create index booking_waiting on booking (start_at) where state = 'waiting';

-- One row for each environment of a booking; it holds the place while the booking is approved or active.
create table booking_place (
    booking_id TEXT not null references booking (id),
    environment_id TEXT not null references environment (id),
    start_at bigint not null,
    end_at bigint not null,
    usage TEXT not null,
    holds boolean not null,
    primary key (booking_id, environment_id)
);
create index booking_place_held on booking_place (environment_id, start_at, end_at, usage, booking_id) where holds;
create index booking_place_by_environment on booking_place (environment_id, start_at, end_at, booking_id);

-- A clash that somebody knew of and answers for.
create table overlap (
    id TEXT primary key,
    environment_id TEXT not null references environment (id),
    start_at bigint not null,
    end_at bigint not null,
    by_id TEXT not null references person (id),
    reason TEXT not null,
    at bigint not null
);
create table overlap_booking (
    overlap_id TEXT not null references overlap (id),
    booking_id TEXT not null references booking (id),
    primary key (overlap_id, booking_id)
);
create index overlap_booking_by_booking on overlap_booking (booking_id, overlap_id);
