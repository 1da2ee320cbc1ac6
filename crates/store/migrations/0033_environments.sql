-- Where systems run. Keys are unique across the installation; parts are found by their parent.
create table stage (
    id TEXT primary key,
    key TEXT not null,
    key_lower TEXT not null unique,
    name TEXT not null,
    description TEXT not null,
    portfolio_id TEXT not null references portfolio (id),
    position bigint not null,
    is_production boolean not null,
    archived_at bigint,
    rev bigint not null
);
create table environment_group (
    id TEXT primary key,
    key TEXT not null,
    key_lower TEXT not null unique,
    name TEXT not null,
    description TEXT not null,
    portfolio_id TEXT not null references portfolio (id),
    approves_itself boolean not null,
    archived_at bigint,
    rev bigint not null
);
-- cost_amount is what an hour costs, in the minor unit of cost_currency.
create table environment (
    id TEXT primary key,
    key TEXT not null,
    key_lower TEXT not null unique,
    name TEXT not null,
    name_lower TEXT not null,
    description TEXT not null,
    portfolio_id TEXT not null references portfolio (id),
    stage_id TEXT references stage (id),
    parent_id TEXT references environment (id),
    group_id TEXT references environment_group (id),
    team_id TEXT references team (id),
    shareable boolean not null,
    capacity bigint,
    cost_amount bigint,
    cost_currency TEXT,
    state TEXT not null check (state in ('free', 'busy', 'cleaning', 'dirty', 'down')),
    zone TEXT not null,
    tags TEXT not null,
    profile TEXT not null,
    archived_at bigint,
    created_at bigint not null,
    updated_at bigint not null,
    rev bigint not null
);
create index environment_by_name on environment (name_lower, id);
create index environment_by_portfolio on environment (portfolio_id, key_lower);
create index environment_by_stage on environment (stage_id, key_lower);
create index environment_by_parent on environment (parent_id, key_lower);
create index environment_by_group on environment (group_id, key_lower);
create index environment_by_team on environment (team_id, key_lower);
create table environment_host (
    id TEXT primary key,
    environment_id TEXT not null references environment (id),
    name TEXT not null,
    name_lower TEXT not null,
    kind TEXT not null,
    address TEXT,
    components TEXT not null,
    rev bigint not null,
    unique (environment_id, name_lower)
);
create table environment_link (
    environment_id TEXT not null references environment (id),
    other_id TEXT not null references environment (id),
    kind TEXT not null,
    direction TEXT not null check (direction in ('from', 'to', 'both')),
    note TEXT not null,
    primary key (environment_id, other_id, kind)
);
create index environment_link_by_other on environment_link (other_id, environment_id);
