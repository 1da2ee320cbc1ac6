-- A feed may also tell what a saved view shows. What it tells of is exactly one of three now; SQLite changes no check, so
-- the table is made anew.
create table feed_of_one (
    id TEXT primary key,
    name TEXT not null,
    digest TEXT not null unique,
    hint TEXT not null,
    person_id TEXT not null references person (id),
    portfolio_id TEXT references portfolio (id),
    release_id TEXT references release (id),
    view_id TEXT references saved_view (id),
    created_at bigint not null,
    revoked_at bigint,
    check (
        case when portfolio_id is null then 0 else 1 end + case when release_id is null then 0 else 1 end
            + case when view_id is null then 0 else 1 end = 1
    )
);
insert into feed_of_one (id, name, digest, hint, person_id, portfolio_id, release_id, created_at, revoked_at)
    select id, name, digest, hint, person_id, portfolio_id, release_id, created_at, revoked_at from feed;
drop table feed;
alter table feed_of_one rename to feed;
create index feed_by_person on feed (person_id, id);
create index feed_by_portfolio on feed (portfolio_id, id);
create index feed_by_release on feed (release_id, id);
create index feed_by_view on feed (view_id, id);
