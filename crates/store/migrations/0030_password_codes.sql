-- One-time codes by which somebody sets a password. Only a digest is kept.
create table password_code (
    person_id TEXT primary key references person (id),
    digest TEXT not null unique,
    expires_at bigint not null
);
