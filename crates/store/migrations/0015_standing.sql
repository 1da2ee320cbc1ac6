-- Roles that an organisation makes for itself, people who stand in for others, and single releases shown to guests.
-- SQLite changes no check, so the table of grants is made anew.
create table custom_role (
    id TEXT primary key,
    key TEXT not null,
    key_lower TEXT not null unique,
    name TEXT not null,
    description TEXT not null,
    rights TEXT not null,
    rev bigint not null
);

create table role_grant_with_custom (
    id TEXT primary key,
    person_id TEXT references person (id),
    team_id TEXT references team (id),
    role TEXT check (role in ('administrator', 'release_manager', 'environment_manager', 'deployment_manager',
        'contributor', 'approver', 'viewer', 'auditor', 'guest', 'machine')),
    custom_role_id TEXT references custom_role (id),
    portfolio_id TEXT not null references portfolio (id),
    until_at bigint,
    check ((person_id is null) <> (team_id is null)),
    check ((role is null) <> (custom_role_id is null))
);
insert into role_grant_with_custom (id, person_id, team_id, role, portfolio_id, until_at)
    select id, person_id, team_id, role, portfolio_id, until_at from role_grant;
drop table role_grant;
alter table role_grant_with_custom rename to role_grant;
create index role_grant_by_person on role_grant (person_id, portfolio_id);
create index role_grant_by_team on role_grant (team_id, portfolio_id);
create index role_grant_by_portfolio on role_grant (portfolio_id, id);
create index role_grant_by_custom_role on role_grant (custom_role_id);

create table delegation (
    id TEXT primary key,
    from_id TEXT not null references person (id),
    to_id TEXT not null references person (id),
    starts_at bigint not null,
    ends_at bigint not null,
    reason TEXT not null,
    ended_at bigint,
    rev bigint not null
);
create index delegation_by_to on delegation (to_id, ends_at);
create index delegation_by_from on delegation (from_id, ends_at);

create table release_guest (
    id TEXT primary key,
    release_id TEXT not null references release (id),
    person_id TEXT not null references person (id),
    until_at bigint,
    shared_by TEXT references person (id),
    shared_at bigint not null,
    unique (release_id, person_id)
);
create index release_guest_by_person on release_guest (person_id, release_id);
