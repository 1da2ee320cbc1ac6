-- What is asked of everybody who signs in; one row at most, and none before somebody decided.
create table sign_in_rules (
    one bigint primary key check (one = 1),
    second_factor boolean not null,
    rev bigint not null
);

-- Whether whoever is in a session showed a second factor: it was shown, it was not, or it has to be before anything else.
alter table session add column second_factor TEXT not null default 'shown'
    check (second_factor in ('shown', 'not_shown', 'owed'));

-- Whether a second factor that is kept here is asked of whoever comes in by a provider.
alter table sign_in_provider add column second_factor TEXT not null default 'unless_reported'
    check (second_factor in ('never', 'unless_reported', 'always'));
