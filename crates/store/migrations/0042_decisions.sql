-- What a version has to have done at a stage before it goes further: in how many environments, how long, and verified.
alter table stage add column environments bigint not null default 0;
alter table stage add column soak_minutes bigint not null default 0;
alter table stage add column verified boolean not null default false;
-- What becomes of work that would run over the edge of a window.
alter table release_window add column overrun TEXT not null default 'refuse' check (overrun in ('refuse', 'warn'));
-- Where a version ran, and since when, is asked of every decision about it.
create index deployment_by_version on deployment (system_id, version, environment_id, at);
create index deployment_by_place on deployment (environment_id, system_id, at);
-- That somebody or something looked whether a version does in an environment what it should.
create table verification (
    id TEXT primary key,
    environment_id TEXT not null references environment (id),
    system_id TEXT not null references system (id),
    version TEXT not null,
    at bigint not null,
    passed boolean not null,
    reported_by TEXT references person (id),
    source TEXT,
    url TEXT
);
create index verification_by_version on verification (system_id, version, environment_id, at);
create index verification_by_environment on verification (environment_id, at, id);
-- Nothing goes anywhere in a portfolio's subtree while its line is stopped.
create table line_stop (
    id TEXT primary key,
    portfolio_id TEXT not null references portfolio (id),
    reason TEXT not null,
    stopped_by TEXT references person (id),
    stopped_at bigint not null,
    lifted_by TEXT references person (id),
    lifted_at bigint,
    lifted_because TEXT,
    rev bigint not null
);
create index line_stop_by_portfolio on line_stop (portfolio_id, id);
create unique index line_stop_holds on line_stop (portfolio_id) where lifted_at is null;
-- What may go in spite of a window, once, until an instant.
create table window_override (
    id TEXT primary key,
    window_id TEXT not null references release_window (id),
    release_id TEXT references release (id),
    system_id TEXT references system (id),
    environment_id TEXT references environment (id),
    until_at bigint not null,
    reason TEXT not null,
    granted_by TEXT references person (id),
    granted_at bigint not null,
    withdrawn_by TEXT references person (id),
    withdrawn_at bigint,
    -- The first decision that needed it: from then on it is for the same thing alone.
    used_by TEXT,
    rev bigint not null
);
create index window_override_by_window on window_override (window_id, until_at, id);
-- What may go where, as it was decided, with everything it was decided from. Instants in microseconds. It never changes.
create table decision (
    id TEXT primary key,
    asked_at bigint not null,
    asked_by TEXT references person (id),
    environment_id TEXT not null references environment (id),
    system_id TEXT references system (id),
    version TEXT,
    release_id TEXT references release (id),
    at bigint not null,
    minutes bigint not null,
    allowed boolean not null,
    codes TEXT not null,
    rules bigint not null,
    situation TEXT not null,
    facts TEXT not null,
    verdicts TEXT not null,
    answer TEXT not null
);
create index decision_by_instant on decision (asked_at, id);
create index decision_by_environment on decision (environment_id, asked_at, id);
create index decision_by_system on decision (system_id, asked_at, id);
create index decision_by_release on decision (release_id, asked_at, id);
