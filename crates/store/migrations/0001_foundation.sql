-- Text is TEXT, instants are bigint microseconds since 1970 UTC, days are TEXT YYYY-MM-DD, JSON is TEXT.
-- Every mutable row has rev. Keys are unique whatever their case: key_lower holds them in lower case.

create table portfolio (
    id TEXT primary key,
    key TEXT not null,
    key_lower TEXT not null unique,
    name TEXT not null,
    description TEXT not null,
    parent_id TEXT references portfolio (id),
    archived_at bigint,
    rev bigint not null
);
create index portfolio_by_parent on portfolio (parent_id, key_lower);
-- There is exactly one root.
create unique index portfolio_root on portfolio ((1)) where parent_id is null;

-- Every portfolio with itself and all its ancestors.
create table portfolio_closure (
    ancestor_id TEXT not null references portfolio (id),
    portfolio_id TEXT not null references portfolio (id),
    primary key (ancestor_id, portfolio_id)
);
create index portfolio_closure_by_portfolio on portfolio_closure (portfolio_id, ancestor_id);

create table person (
    id TEXT primary key,
    name TEXT not null,
    name_lower TEXT not null,
    email TEXT,
    email_lower TEXT unique,
    service boolean not null,
    locale TEXT not null,
    zone TEXT not null,
    archived_at bigint,
    rev bigint not null
);
create index person_by_name on person (name_lower, id);

create table password (
    person_id TEXT primary key references person (id),
    hash TEXT not null,
    changed_at bigint not null
);

-- Failed sign-ins per address and per account, to slow guessing down.
create table sign_in_failure (
    subject TEXT primary key,
    failures bigint not null,
    blocked_until bigint not null
);

create table team (
    id TEXT primary key,
    key TEXT not null,
    key_lower TEXT not null unique,
    name TEXT not null,
    description TEXT not null,
    portfolio_id TEXT not null references portfolio (id),
    archived_at bigint,
    rev bigint not null
);
create index team_by_portfolio on team (portfolio_id, key_lower);

create table team_member (
    team_id TEXT not null references team (id),
    person_id TEXT not null references person (id),
    primary key (team_id, person_id)
);
create index team_member_by_person on team_member (person_id, team_id);

create table role_grant (
    id TEXT primary key,
    person_id TEXT references person (id),
    team_id TEXT references team (id),
    role TEXT not null check (role in ('administrator', 'member')),
    portfolio_id TEXT not null references portfolio (id),
    check ((person_id is null) <> (team_id is null))
);
create index role_grant_by_person on role_grant (person_id, portfolio_id);
create index role_grant_by_team on role_grant (team_id, portfolio_id);
create index role_grant_by_portfolio on role_grant (portfolio_id, id);

create table session (
    id TEXT primary key,
    digest TEXT not null unique,
    csrf TEXT not null,
    person_id TEXT not null references person (id),
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null
);
create index session_by_person on session (person_id, id);
create index session_by_expiry on session (expires_at);

create table token (
    id TEXT primary key,
    name TEXT not null,
    digest TEXT not null unique,
    hint TEXT not null,
    person_id TEXT not null references person (id),
    created_at bigint not null,
    expires_at bigint,
    used_at bigint,
    revoked_at bigint
);
create index token_by_person on token (person_id, id);

create table setting (
    name TEXT primary key,
    value TEXT not null
);

create table system (
    id TEXT primary key,
    key TEXT not null,
    key_lower TEXT not null unique,
    name TEXT not null,
    name_lower TEXT not null,
    kind TEXT not null,
    description TEXT not null,
    portfolio_id TEXT not null references portfolio (id),
    team_id TEXT references team (id),
    vendor TEXT,
    criticality TEXT check (criticality in ('low', 'medium', 'high', 'critical')),
    parent_id TEXT references system (id),
    repositories TEXT not null,
    links TEXT not null,
    tags TEXT not null,
    archived_at bigint,
    rev bigint not null
);
create index system_by_name on system (name_lower, id);
create index system_by_portfolio on system (portfolio_id, key_lower);
create index system_by_team on system (team_id, key_lower);
create index system_by_parent on system (parent_id, key_lower);

create table system_dependency (
    system_id TEXT not null references system (id),
    needs_id TEXT not null references system (id),
    note TEXT not null,
    primary key (system_id, needs_id)
);
create index system_dependency_by_needs on system_dependency (needs_id, system_id);

create table release_type (
    id TEXT primary key,
    key TEXT not null,
    key_lower TEXT not null unique,
    name TEXT not null,
    description TEXT not null,
    kinds TEXT not null,
    statuses TEXT not null,
    transitions TEXT not null,
    fields TEXT not null,
    archived_at bigint,
    rev bigint not null
);

create table release (
    id TEXT primary key,
    key TEXT not null,
    key_lower TEXT not null unique,
    name TEXT not null,
    name_lower TEXT not null,
    kind TEXT not null check (kind in ('train', 'project', 'independent')),
    type_id TEXT not null references release_type (id),
    status TEXT not null,
    category TEXT not null check (category in ('draft', 'planned', 'active', 'done', 'cancelled')),
    description TEXT not null,
    risk TEXT check (risk in ('low', 'medium', 'high', 'critical')),
    portfolio_id TEXT not null references portfolio (id),
    parent_id TEXT references release (id),
    zone TEXT not null,
    start_day TEXT,
    target_day TEXT,
    target_time TEXT,
    target_zone TEXT,
    target_at bigint,
    -- target_at, or the end of time when there is none: what lists are ordered by.
    target_sort bigint not null,
    completed_at bigint,
    tags TEXT not null,
    fields TEXT not null,
    links TEXT not null,
    -- The first and last day of anything dated in the plan, and the days between: what the calendar looks for.
    first_day TEXT,
    last_day TEXT,
    span_days bigint,
    archived_at bigint,
    created_at bigint not null,
    updated_at bigint not null,
    rev bigint not null
);
create index release_by_target on release (target_sort, id) where archived_at is null;
create index release_by_name on release (name_lower, id) where archived_at is null;
create index release_by_updated on release (updated_at, id) where archived_at is null;
create index release_by_kind on release (kind, target_sort, id) where archived_at is null;
create index release_by_category on release (category, target_sort, id) where archived_at is null;
create index release_by_status on release (status, target_sort, id) where archived_at is null;
create index release_by_type on release (type_id, target_sort, id) where archived_at is null;
create index release_by_risk on release (risk, target_sort, id) where archived_at is null;
create index release_by_portfolio on release (portfolio_id, target_sort, id) where archived_at is null;
create index release_by_parent on release (parent_id, target_sort, id);
create index release_by_first_day on release (first_day, last_day) where archived_at is null;
create index release_by_last_day on release (last_day, first_day) where archived_at is null;
create index release_by_span on release (span_days, first_day) where archived_at is null;

create table release_tag (
    release_id TEXT not null references release (id),
    tag TEXT not null,
    primary key (release_id, tag)
);
create index release_tag_by_tag on release_tag (tag, release_id);

create table phase (
    id TEXT primary key,
    release_id TEXT not null references release (id),
    name TEXT not null,
    start_day TEXT not null,
    end_day TEXT not null,
    rev bigint not null,
    check (end_day >= start_day)
);
create index phase_by_release on phase (release_id, start_day, id);

create table milestone (
    id TEXT primary key,
    release_id TEXT not null references release (id),
    kind TEXT not null check (kind in ('gate', 'milestone')),
    key TEXT not null,
    name TEXT not null,
    phase_id TEXT references phase (id),
    start_day TEXT,
    due_day TEXT not null,
    due_time TEXT,
    due_zone TEXT not null,
    due_at bigint not null,
    state TEXT not null check (state in ('pending', 'passed', 'failed')),
    decided_at bigint,
    decided_by TEXT references person (id),
    reason TEXT,
    responsible TEXT,
    scope TEXT,
    description TEXT not null,
    rev bigint not null,
    unique (release_id, key)
);
create index milestone_by_release on milestone (release_id, due_at, id);
create index milestone_by_phase on milestone (phase_id);

create table activity (
    id TEXT primary key,
    release_id TEXT not null references release (id),
    phase_id TEXT references phase (id),
    name TEXT not null,
    description TEXT not null,
    assignee_id TEXT references person (id),
    start_day TEXT,
    due_day TEXT,
    -- due_day, or the end of time when there is none: what lists are ordered by.
    due_sort TEXT not null,
    status TEXT not null check (status in ('todo', 'doing', 'blocked', 'done')),
    rev bigint not null
);
create index activity_by_release on activity (release_id, due_sort, id);
create index activity_by_phase on activity (phase_id);
create index activity_by_assignee on activity (assignee_id, due_sort, id);

create table version (
    id TEXT primary key,
    system_id TEXT not null references system (id),
    number TEXT not null,
    commit_id TEXT,
    digest TEXT,
    purl TEXT,
    build_url TEXT,
    sbom_url TEXT,
    provenance_url TEXT,
    prerelease boolean not null,
    release_id TEXT references release (id),
    built_at bigint,
    created_at bigint not null,
    unique (system_id, number)
);
create index version_by_system on version (system_id, id);
create index version_by_release on version (release_id, system_id);

create table release_system (
    release_id TEXT not null references release (id),
    system_id TEXT not null references system (id),
    impact TEXT not null check (impact in ('code', 'configuration', 'regression')),
    primary key (release_id, system_id)
);
create index release_system_by_system on release_system (system_id, release_id);

create table manifest (
    release_id TEXT not null references release (id),
    system_id TEXT not null references system (id),
    version_id TEXT not null references version (id),
    primary key (release_id, system_id)
);
create index manifest_by_version on manifest (version_id);
create index manifest_by_system on manifest (system_id, release_id);

create table release_dependency (
    release_id TEXT not null references release (id),
    needs_id TEXT not null references release (id),
    hard boolean not null,
    note TEXT not null,
    primary key (release_id, needs_id),
    check (release_id <> needs_id)
);
create index release_dependency_by_needs on release_dependency (needs_id, release_id);

create table release_person (
    release_id TEXT not null references release (id),
    person_id TEXT references person (id),
    team_id TEXT references team (id),
    part TEXT not null check (part in ('accountable', 'responsible', 'consulted', 'informed')),
    check ((person_id is null) <> (team_id is null))
);
create index release_person_by_release on release_person (release_id, part);
create index release_person_by_person on release_person (person_id, release_id);
create index release_person_by_team on release_person (team_id, release_id);
-- Exactly one Accountable: never two, whoever writes.
create unique index release_accountable on release_person (release_id) where part = 'accountable';

create table baseline (
    release_id TEXT not null references release (id),
    number bigint not null,
    at bigint not null,
    by_id TEXT references person (id),
    reason TEXT,
    moved bigint not null,
    plan TEXT not null,
    primary key (release_id, number)
);

create table event (
    id TEXT primary key,
    position bigint unique,
    at bigint not null,
    actor_id TEXT references person (id),
    on_behalf_of TEXT references person (id),
    kind TEXT not null,
    subject TEXT not null,
    about TEXT not null,
    portfolio_id TEXT references portfolio (id),
    name TEXT not null,
    data TEXT not null
);
create index event_waiting on event (at, id) where position is null;
create index event_by_about on event (about, position);
create index event_by_subject on event (subject, position);
create index event_by_kind on event (kind, position);
create index event_by_actor on event (actor_id, position);

create table lease (
    name TEXT primary key,
    holder TEXT not null,
    fence bigint not null,
    until bigint not null
);
insert into lease (name, holder, fence, until) values ('sealer', '', 0, 0);

create table job (
    id TEXT primary key,
    kind TEXT not null,
    payload TEXT not null,
    run_at bigint not null,
    attempts bigint not null,
    holder TEXT,
    fence bigint not null,
    leased_until bigint,
    done_at bigint,
    error TEXT,
    unique_key TEXT unique
);
create index job_due on job (run_at, id) where done_at is null;

create table idempotency (
    owner TEXT not null,
    key TEXT not null,
    fingerprint TEXT not null,
    at bigint not null,
    status bigint,
    answer TEXT,
    primary key (owner, key)
);
create index idempotency_by_age on idempotency (at);
