-- Where a session is, and when its holder last proved who they are.
alter table session add column device TEXT not null default '';
alter table session add column address TEXT;
alter table session add column authenticated_at bigint not null default 0;
update session set authenticated_at = created_at;

-- The second factor: the secret that an authenticator shares with us, and the last step whose code was used.
create table authenticator (
    person_id TEXT primary key references person (id),
    secret TEXT not null,
    enrolled_at bigint,
    last_step bigint
);

-- What lets somebody in whose authenticator is gone: a row goes when its code is used.
create table recovery_code (
    person_id TEXT not null references person (id),
    number bigint not null,
    hash TEXT not null,
    primary key (person_id, number)
);
