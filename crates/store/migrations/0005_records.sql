-- What is kept beside a release's plan: its RAID register, what people say about it, the files that belong to it.

create table raid_item (
    id TEXT primary key,
    release_id TEXT not null references release (id),
    -- Counts the items of the release: what people say aloud.
    number bigint not null,
    kind TEXT not null check (kind in ('risk', 'assumption', 'issue', 'decision', 'dependency')),
    title TEXT not null,
    description TEXT not null,
    person_id TEXT references person (id),
    team_id TEXT references team (id),
    probability bigint check (probability between 1 and 5),
    impact bigint check (impact between 1 and 5),
    -- probability × impact, or 0 when nobody has judged them: what lists are ordered by.
    exposure bigint not null,
    due_day TEXT,
    -- due_day, or the end of time when there is none: what lists are ordered by.
    due_sort TEXT not null,
    response TEXT not null,
    status TEXT not null check (status in ('open', 'in_progress', 'closed')),
    closed_at bigint,
    closed_by TEXT references person (id),
    resolution TEXT,
    created_at bigint not null,
    archived_at bigint,
    rev bigint not null,
    unique (release_id, number),
    check (person_id is null or team_id is null)
);
create index raid_item_by_due on raid_item (release_id, due_sort, number);
create index raid_item_by_exposure on raid_item (release_id, exposure, number);
create index raid_item_by_person on raid_item (person_id, due_sort);
create index raid_item_by_team on raid_item (team_id, due_sort);

create table comment (
    id TEXT primary key,
    release_id TEXT not null references release (id),
    author_id TEXT references person (id),
    -- Null once it was deleted: the words go, the place stays.
    body TEXT,
    written_at bigint not null,
    edited_at bigint,
    deleted_at bigint,
    deleted_by TEXT references person (id),
    rev bigint not null
);
create index comment_by_release on comment (release_id, id);

-- Whom a comment mentions, and as what the text calls them.
create table comment_mention (
    comment_id TEXT not null references comment (id),
    handle TEXT not null,
    person_id TEXT references person (id),
    team_id TEXT references team (id),
    primary key (comment_id, handle),
    check ((person_id is null) <> (team_id is null))
);
create index comment_mention_by_person on comment_mention (person_id, comment_id);
create index comment_mention_by_team on comment_mention (team_id, comment_id);

create table attachment (
    id TEXT primary key,
    release_id TEXT not null references release (id),
    name TEXT not null,
    size bigint not null,
    sha256 TEXT not null,
    added_at bigint not null,
    added_by TEXT references person (id),
    -- False while it arrives: until then nobody sees it, and if it never arrives it is cleared away.
    whole boolean not null,
    rev bigint not null
);
create index attachment_by_release on attachment (release_id, id);
create index attachment_arriving on attachment (added_at) where whole = false;

-- The bytes of an attachment, in order, each part base 64.
create table attachment_part (
    attachment_id TEXT not null references attachment (id),
    number bigint not null,
    data TEXT not null,
    primary key (attachment_id, number)
);
