-- One-time codes that let an administrator in when nothing else does. Only a digest is kept.
create table break_glass (
    person_id TEXT primary key references person (id),
    digest TEXT not null unique,
    expires_at bigint not null
);
