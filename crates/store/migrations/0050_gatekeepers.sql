-- How gates that others keep ask whether something may go. Their secrets are in the table secret.
create table gatekeeper (
    id TEXT primary key,
    key TEXT not null,
    key_lower TEXT not null unique,
    name TEXT not null,
    name_lower TEXT not null,
    portfolio_id TEXT not null references portfolio (id),
    kind TEXT not null check (kind in ('github', 'gitlab', 'webhook')),
    url TEXT not null,
    app TEXT not null,
    bindings TEXT not null,
    version_by TEXT not null check (version_by in ('commit', 'ref')),
    prefix TEXT not null,
    waits boolean not null,
    -- The machine as which it asks.
    machine_id TEXT not null references person (id),
    archived_at bigint,
    rev bigint not null
);
create index gatekeeper_by_portfolio on gatekeeper (portfolio_id, key_lower);
-- What they asked, each once, and what they were told. Instants in microseconds.
create table gatekeeper_delivery (
    id TEXT primary key,
    gatekeeper_id TEXT not null references gatekeeper (id),
    -- What the sender calls it.
    number TEXT not null,
    received_at bigint not null,
    -- The address by which the sender knows this installation.
    origin TEXT not null,
    asked TEXT not null,
    state TEXT not null check (state in ('waiting', 'allowed', 'refused', 'ignored')),
    -- Why nothing could be decided.
    code TEXT,
    detail TEXT not null,
    decision_id TEXT references decision (id),
    answered_at bigint,
    -- When it is asked again.
    again_at bigint,
    -- Why the answer did not get there yet.
    trouble TEXT,
    unique (gatekeeper_id, number)
);
create index gatekeeper_delivery_by_instant on gatekeeper_delivery (gatekeeper_id, received_at, id);
