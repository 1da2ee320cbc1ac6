-- What was brought where, and what runs there because of it.
create table deployment (
    id TEXT primary key,
    environment_id TEXT not null references environment (id),
    system_id TEXT not null references system (id),
    version TEXT not null,
    at bigint not null,
    result TEXT not null check (result in ('succeeded', 'failed', 'aborted')),
    reported_by TEXT references person (id),
    source TEXT,
    url TEXT,
    created_at bigint not null
);
create index deployment_by_instant on deployment (at, id);
create index deployment_by_environment on deployment (environment_id, at, id);
create index deployment_by_system on deployment (system_id, at, id);
create table environment_version (
    environment_id TEXT not null references environment (id),
    system_id TEXT not null references system (id),
    version TEXT not null,
    since bigint not null,
    known_at bigint not null,
    deployment_id TEXT references deployment (id),
    primary key (environment_id, system_id)
);
create index environment_version_by_system on environment_version (system_id, environment_id);
-- When somebody last looked at what runs in an environment.
create table environment_look (
    environment_id TEXT primary key references environment (id),
    at bigint not null
);
-- What a look found that was not known. Times are the last instant at which it was as before, and when it was found.
create table environment_finding (
    environment_id TEXT not null references environment (id),
    seen_at bigint not null,
    system_id TEXT not null references system (id),
    before TEXT,
    found TEXT,
    after_at bigint not null,
    primary key (environment_id, seen_at, system_id)
);
