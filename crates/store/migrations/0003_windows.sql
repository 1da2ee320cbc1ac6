-- Spans in which releases are held back, or have room. start_local and end_local are the first time it comes, by the clock
-- of its zone; first_at and last_at are the instants between which all its times lie (the end of time when it has no end).
create table release_window (
    id TEXT primary key,
    key TEXT not null,
    key_lower TEXT not null unique,
    name TEXT not null,
    name_lower TEXT not null,
    description TEXT not null,
    kind TEXT not null check (kind in ('freeze', 'maintenance', 'blockout')),
    portfolio_id TEXT not null references portfolio (id),
    zone TEXT not null,
    start_local TEXT not null,
    end_local TEXT not null,
    recurrence TEXT,
    selector TEXT not null,
    first_at bigint not null,
    last_at bigint not null,
    archived_at bigint,
    rev bigint not null
);
create index release_window_by_portfolio on release_window (portfolio_id, last_at) where archived_at is null;
create index release_window_by_last on release_window (last_at, first_at) where archived_at is null;
