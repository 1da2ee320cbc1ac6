-- Places elsewhere where people sign in, who they are there, and what they get for the groups they are in.
create table sign_in_provider (
    id TEXT primary key,
    key TEXT not null,
    key_lower TEXT not null unique,
    name TEXT not null,
    issuer TEXT not null,
    client TEXT not null,
    scopes TEXT not null,
    groups_claim TEXT,
    admission TEXT not null check (admission in ('known', 'everybody')),
    rev bigint not null
);

create table sign_in_mapping (
    provider_id TEXT not null references sign_in_provider (id),
    place bigint not null,
    group_name TEXT not null,
    role TEXT,
    custom_role_id TEXT references custom_role (id),
    portfolio_id TEXT not null references portfolio (id),
    primary key (provider_id, place),
    check ((role is null) <> (custom_role_id is null))
);

create table identity (
    provider_id TEXT not null references sign_in_provider (id),
    subject TEXT not null,
    person_id TEXT not null references person (id),
    created_at bigint not null,
    used_at bigint not null,
    primary key (provider_id, subject)
);
create index identity_by_person on identity (person_id, provider_id);

create table sign_in_entry (
    state TEXT primary key,
    provider_id TEXT not null references sign_in_provider (id),
    browser TEXT not null,
    nonce TEXT not null,
    verifier TEXT not null,
    return_to TEXT not null,
    expires_at bigint not null
);
create index sign_in_entry_by_end on sign_in_entry (expires_at);

alter table role_grant add column provider_id TEXT references sign_in_provider (id);
create index role_grant_by_provider on role_grant (provider_id, person_id);
