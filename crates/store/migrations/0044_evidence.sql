-- Keys of the journal that followed one another, journals of others as they were seen last, and what was erased and by which act.
alter table event add column erased_by bigint;
create table journal_handover (
    number bigint primary key,
    size bigint not null,
    root TEXT not null,
    former_key TEXT not null,
    next_key TEXT not null,
    former_signature TEXT not null,
    next_signature TEXT not null,
    at bigint not null
);
create table witnessed_journal (
    origin TEXT primary key,
    size bigint not null,
    root TEXT not null,
    note TEXT not null,
    at bigint not null,
    fork TEXT
);
create table cosignature (
    witness TEXT primary key,
    size bigint not null,
    line TEXT not null,
    at bigint not null
);
