-- Calendars that programs subscribe to by a secret address. Only the secret's digest is kept, and a hint to tell one's own
-- apart. A feed reads with its person's eyes, as they are at that moment.
create table feed (
    id TEXT primary key,
    name TEXT not null,
    digest TEXT not null unique,
    hint TEXT not null,
    person_id TEXT not null references person (id),
    portfolio_id TEXT references portfolio (id),
    release_id TEXT references release (id),
    created_at bigint not null,
    revoked_at bigint,
    check ((portfolio_id is null) <> (release_id is null))
);
create index feed_by_person on feed (person_id, id);
create index feed_by_portfolio on feed (portfolio_id, id);
create index feed_by_release on feed (release_id, id);
