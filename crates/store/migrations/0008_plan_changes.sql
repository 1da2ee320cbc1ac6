-- Moves of plans as they were made, each with everything that moved, so that it can be shown and taken back as a whole.
create table plan_change (
    id TEXT primary key,
    release_id TEXT not null references release (id),
    at bigint not null,
    by_id TEXT references person (id),
    reason TEXT,
    -- Release by release and thing by thing, with the days before and after.
    moved TEXT not null,
    -- The change that this one took back.
    undoes_id TEXT references plan_change (id),
    undone_at bigint,
    undone_by TEXT references person (id)
);

-- The releases a change moved.
create table plan_change_release (
    release_id TEXT not null references release (id),
    change_id TEXT not null references plan_change (id),
    primary key (release_id, change_id)
);
create index plan_change_release_by_change on plan_change_release (change_id, release_id);
