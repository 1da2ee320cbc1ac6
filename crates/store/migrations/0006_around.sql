-- What the search box finds: one row for each thing, kept with the thing in the same transaction. A part of a release
-- names it in about_id, and is seen by whoever sees the release; without either id everybody sees it.
create table search_doc (
    id TEXT primary key,
    kind TEXT not null,
    about_id TEXT,
    portfolio_id TEXT,
    key TEXT not null,
    key_lower TEXT not null,
    name TEXT not null,
    detail TEXT not null,
    -- The words of key and name, and those of everything else, in small letters without accents, between blanks.
    words TEXT not null,
    body TEXT not null,
    hidden boolean not null
) without rowid;
create index search_doc_by_key on search_doc (key_lower, id) where key_lower <> '';

-- Each word with the things it is in. A shelf is a kind of thing: its even number for names, the odd one for the rest.
create table search_word (
    shelf bigint not null,
    word TEXT not null,
    id TEXT not null,
    primary key (shelf, word, id)
) without rowid;

-- A screen as somebody wants to see it again. Without a portfolio it is its owner's alone.
create table saved_view (
    id TEXT primary key,
    owner_id TEXT not null references person (id),
    portfolio_id TEXT references portfolio (id),
    name TEXT not null,
    name_lower TEXT not null,
    screen TEXT not null,
    state TEXT not null,
    preferred boolean not null,
    archived_at bigint,
    created_at bigint not null,
    updated_at bigint not null,
    rev bigint not null
);
create index saved_view_by_owner on saved_view (owner_id, screen, name_lower, id);
create index saved_view_by_portfolio on saved_view (portfolio_id, screen, name_lower, id);
-- One of them opens by itself.
create unique index saved_view_preferred on saved_view (owner_id, screen) where preferred;
