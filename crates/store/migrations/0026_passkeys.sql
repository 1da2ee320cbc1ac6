-- Keys on people's devices, and what was asked of them and not answered yet.
create table passkey (
    id TEXT primary key,
    person_id TEXT not null references person (id),
    name TEXT not null,
    credential TEXT not null unique,
    public_key TEXT not null,
    created_at bigint not null,
    used_at bigint
);
create index passkey_by_person on passkey (person_id, id);

create table passkey_challenge (
    challenge TEXT primary key,
    person_id TEXT references person (id),
    state TEXT not null,
    expires_at bigint not null
);
create index passkey_challenge_by_end on passkey_challenge (expires_at);
