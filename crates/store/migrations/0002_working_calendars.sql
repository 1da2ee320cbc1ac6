-- The days that are worked. A portfolio may name one; what is below it works by the same, unless it names its own.
create table working_calendar (
    id TEXT primary key,
    key TEXT not null,
    key_lower TEXT not null unique,
    name TEXT not null,
    days TEXT not null,
    holidays TEXT not null,
    archived_at bigint,
    rev bigint not null
);
alter table portfolio add column working_calendar_id TEXT references working_calendar (id);
