-- The tree over the journal: see `signalbox_domain::proofs`. Events that have their place already are taken in by the sealer.
alter table event add column salt TEXT;
alter table event add column commitment TEXT;
create table journal_tree (
    size bigint not null
);
insert into journal_tree (size) values (0);
create table journal_node (
    level bigint not null,
    number bigint not null,
    hash TEXT not null,
    primary key (level, number)
);
create table journal_checkpoint (
    size bigint primary key,
    note TEXT not null,
    verifier_key TEXT not null,
    at bigint not null
);
