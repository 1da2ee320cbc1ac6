-- Where each account was used with success lately: guesses from elsewhere do not keep its owner out from there.
create table familiar_network (
    -- A digest, as in sign_in_failure.
    account TEXT not null,
    network TEXT not null,
    seen_at bigint not null,
    primary key (account, network)
);
create index familiar_network_by_age on familiar_network (seen_at);
