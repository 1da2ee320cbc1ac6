-- What has to be told to others, or computed with, and must not be read by whoever sees the database: sealed under a key
-- that is kept elsewhere. A secret belongs to a row of another table and goes with it.
create table secret (
    owner TEXT not null,
    name TEXT not null,
    key_id TEXT not null,
    sealed TEXT not null,
    changed_at bigint not null,
    primary key (owner, name)
);
