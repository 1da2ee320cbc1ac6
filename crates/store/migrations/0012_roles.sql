-- Ten roles in place of two, and a grant may end by itself. SQLite changes no check, so the table is made anew. Who was a
-- member could plan, work, comment and edit systems: that is a release manager now.
create table role_grant_of_ten (
    id TEXT primary key,
    person_id TEXT references person (id),
    team_id TEXT references team (id),
    role TEXT not null check (role in ('administrator', 'release_manager', 'environment_manager', 'deployment_manager',
        'contributor', 'approver', 'viewer', 'auditor', 'guest', 'machine')),
    portfolio_id TEXT not null references portfolio (id),
    until_at bigint,
    check ((person_id is null) <> (team_id is null))
);
insert into role_grant_of_ten (id, person_id, team_id, role, portfolio_id)
    select id, person_id, team_id, case role when 'member' then 'release_manager' else role end, portfolio_id
    from role_grant;
drop table role_grant;
alter table role_grant_of_ten rename to role_grant;
create index role_grant_by_person on role_grant (person_id, portfolio_id);
create index role_grant_by_team on role_grant (team_id, portfolio_id);
create index role_grant_by_portfolio on role_grant (portfolio_id, id);
