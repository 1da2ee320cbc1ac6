-- What a directory that provisions people and teams calls them.
alter table person add column user_name TEXT;
alter table person add column user_name_lower TEXT;
alter table person add column external_id TEXT;
create unique index person_by_user_name on person (user_name_lower);
alter table team add column external_id TEXT;
