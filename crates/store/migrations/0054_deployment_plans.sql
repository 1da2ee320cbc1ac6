-- Deployment plans, what was approved of them, and their runs. Instants in microseconds.
create table deployment_plan (
    id TEXT primary key,
    key TEXT not null,
    key_lower TEXT not null unique,
    name TEXT not null,
    name_lower TEXT not null,
    portfolio_id TEXT not null references portfolio (id),
    release_id TEXT references release (id),
    description TEXT not null,
    zone TEXT not null,
    needs bigint not null,
    status TEXT not null check (status in ('draft', 'approved')),
    -- Lanes, parameters, ways back and tasks.
    content TEXT not null,
    task_count bigint not null,
    version bigint not null,
    -- Who approved it as it is, and who wrote what is not approved yet.
    approvals TEXT not null,
    authors TEXT not null,
    created_at bigint not null,
    archived_at bigint,
    rev bigint not null
);
create index deployment_plan_by_portfolio on deployment_plan (portfolio_id, key_lower);
create index deployment_plan_by_release on deployment_plan (release_id, key_lower);
-- What was approved, as it was.
create table deployment_plan_version (
    plan_id TEXT not null references deployment_plan (id),
    version bigint not null,
    zone TEXT not null,
    content TEXT not null,
    approvals TEXT not null,
    approved_at bigint not null,
    primary key (plan_id, version)
);
create table run (
    id TEXT primary key,
    plan_id TEXT not null references deployment_plan (id),
    version bigint not null,
    name TEXT not null,
    name_lower TEXT not null,
    kind TEXT not null check (kind in ('rehearsal', 'live')),
    portfolio_id TEXT not null references portfolio (id),
    release_id TEXT references release (id),
    status TEXT not null check (status in ('planned', 'running', 'paused', 'completed', 'rolled_back', 'aborted')),
    scheduled_at bigint not null,
    window_end_at bigint,
    parameters TEXT not null,
    started_at bigint,
    ended_at bigint,
    branch TEXT,
    branched_at bigint,
    created_at bigint not null,
    rev bigint not null
);
create index run_by_plan on run (plan_id, scheduled_at, id);
create index run_by_instant on run (scheduled_at, id);
create index run_by_release on run (release_id, scheduled_at, id);
create index run_going_on on run (status, id);
create table run_task (
    run_id TEXT not null references run (id),
    number bigint not null,
    state TEXT not null check (state in ('waiting', 'running', 'completed', 'failed', 'skipped', 'in_doubt')),
    person_id TEXT references person (id),
    team_id TEXT references team (id),
    started_at bigint,
    ended_at bigint,
    started_by TEXT references person (id),
    ended_by TEXT references person (id),
    reason TEXT not null,
    votes TEXT not null,
    -- How far the machine is that was told to do it.
    call TEXT,
    rev bigint not null,
    primary key (run_id, number)
);
create index run_task_by_rev on run_task (run_id, rev);
create table run_review (
    run_id TEXT primary key references run (id),
    happened TEXT not null,
    causes TEXT not null,
    actions TEXT not null,
    support_until TEXT,
    rev bigint not null
);
create table run_issue (
    id TEXT primary key,
    run_id TEXT not null references run (id),
    number bigint,
    title TEXT not null,
    description TEXT not null,
    person_id TEXT references person (id),
    team_id TEXT references team (id),
    decision TEXT,
    decided_by TEXT references person (id),
    decided_at bigint,
    raised_by TEXT references person (id),
    created_at bigint not null,
    rev bigint not null
);
create index run_issue_by_run on run_issue (run_id, id);
