-- What touches a system in the order lists are in, so that a page of it costs what the page does, however much touches it.
alter table release_system add column target_sort bigint not null default 0;
update release_system set target_sort = (select r.target_sort from release r where r.id = release_system.release_id);
drop index release_system_by_system;
create index release_system_by_system on release_system (system_id, target_sort, release_id);
