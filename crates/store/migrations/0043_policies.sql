-- Rules of engagement. in_force is the number of the version that governs, latest the one written last.
create table policy (
    id TEXT primary key,
    key TEXT not null,
    key_lower TEXT not null unique,
    name TEXT not null,
    name_lower TEXT not null,
    description TEXT not null,
    portfolio_id TEXT not null references portfolio (id),
    in_force bigint,
    latest bigint not null,
    archived_at bigint,
    rev bigint not null
);
create index policy_by_portfolio on policy (portfolio_id, key_lower);
-- What a policy says. Only how far a version is ever changes.
create table policy_version (
    policy_id TEXT not null references policy (id),
    number bigint not null,
    message TEXT not null,
    expression TEXT not null,
    enforcement TEXT not null check (enforcement in ('deny', 'warn', 'audit')),
    selector TEXT not null,
    status TEXT not null check (status in ('draft', 'in_force', 'retired')),
    made_at bigint not null,
    made_by TEXT references person (id),
    in_force_at bigint,
    retired_at bigint,
    primary key (policy_id, number)
);
-- Where the policies in force are filed: under the systems they name, or else the stages, or else their portfolio. Whoever
-- asks looks at the few places of the question instead of at every policy.
create table policy_place (
    place TEXT not null,
    policy_id TEXT not null references policy (id),
    primary key (place, policy_id)
);
create index policy_place_by_policy on policy_place (policy_id);
