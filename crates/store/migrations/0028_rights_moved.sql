-- Counts the changes that bear on anybody's rights, so that a node that keeps what it read of them knows when to read again.
create table rights_moved (number bigint not null);
insert into rights_moved (number) values (0);
-- When next anything ends by itself.
create index role_grant_by_end on role_grant (until_at) where until_at is not null;
create index release_guest_by_end on release_guest (until_at) where until_at is not null;
