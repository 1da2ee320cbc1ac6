-- A token that was made for another one, for an hour at most: it ends with that one.
alter table token add column parent_id TEXT references token (id);
create index token_by_parent on token (parent_id);
