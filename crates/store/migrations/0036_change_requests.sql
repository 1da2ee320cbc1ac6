-- What somebody wants done to an environment. Spans are instants in microseconds, their ends left out.
create table change_request (
    id TEXT primary key,
    environment_id TEXT not null references environment (id),
    portfolio_id TEXT not null references portfolio (id),
    kind TEXT not null check (kind in ('deploy', 'refresh', 'restore', 'configure', 'outage')),
    title TEXT not null,
    title_lower TEXT not null,
    description TEXT not null,
    status TEXT not null check (status in
        ('draft', 'requested', 'approved', 'rejected', 'in_progress', 'done', 'failed', 'cancelled')),
    start_at bigint,
    end_at bigint,
    outage_start_at bigint,
    outage_end_at bigint,
    requested_by TEXT references person (id),
    person_id TEXT references person (id),
    team_id TEXT references team (id),
    begun_at bigint,
    ended_at bigint,
    created_at bigint not null,
    rev bigint not null
);
create index change_request_by_environment on change_request (environment_id, id);
create index change_request_by_status on change_request (status, id);
create index change_request_by_person on change_request (person_id, id);
create index change_request_by_team on change_request (team_id, id);
-- What is asked when somebody books: what keeps an environment from being had.
create index change_request_by_outage on change_request (environment_id, outage_end_at)
    where status in ('approved', 'in_progress') and outage_end_at is not null;
create table change_request_release (
    change_request_id TEXT not null references change_request (id),
    release_id TEXT not null references release (id),
    primary key (change_request_id, release_id)
);
create index change_request_release_by_release on change_request_release (release_id, change_request_id);
create table change_request_booking (
    change_request_id TEXT not null references change_request (id),
    booking_id TEXT not null references booking (id),
    primary key (change_request_id, booking_id)
);
create index change_request_booking_by_booking on change_request_booking (booking_id, change_request_id);
