-- What holds a gate: criteria, rules of approval, requests for approval with their votes, waivers. Instants are microseconds
-- UTC.
-- The stage that a gate guards: nothing of the release goes to it, or to a later one, before the gate is passed.
alter table milestone add column guards TEXT references stage (id);
create table criterion (
    id TEXT primary key,
    milestone_id TEXT not null references milestone (id),
    release_id TEXT not null references release (id),
    name TEXT not null,
    description TEXT not null,
    person_id TEXT references person (id),
    team_id TEXT references team (id),
    due_day TEXT,
    -- What has to hold, as an expression over facts; null for what a person says.
    expression TEXT,
    state TEXT not null check (state in ('open', 'met', 'unmet')),
    evidence TEXT not null,
    said_by TEXT references person (id),
    said_at bigint,
    reason TEXT,
    rev bigint not null
);
create index criterion_by_milestone on criterion (milestone_id, id);
create index criterion_by_release on criterion (release_id, id);
create index criterion_by_person on criterion (person_id, id) where state <> 'met';
create index criterion_by_team on criterion (team_id, id) where state <> 'met';
create table approval_rule (
    id TEXT primary key,
    milestone_id TEXT not null references milestone (id),
    release_id TEXT not null references release (id),
    name TEXT not null,
    role TEXT,
    custom_role_id TEXT references custom_role (id),
    person_id TEXT references person (id),
    team_id TEXT references team (id),
    needs bigint not null,
    step bigint not null,
    signed boolean not null,
    rev bigint not null
);
create index approval_rule_by_milestone on approval_rule (milestone_id, step, id);
create table approval_request (
    id TEXT primary key,
    milestone_id TEXT not null references milestone (id),
    release_id TEXT not null references release (id),
    number bigint not null,
    -- What is to be approved, as it was when approval was asked for, and its digest.
    content TEXT not null,
    digest TEXT not null,
    note TEXT not null,
    requested_by TEXT references person (id),
    requested_for TEXT references person (id),
    requested_at bigint not null,
    expires_at bigint,
    reminded_at bigint,
    outcome TEXT check (outcome in ('approved', 'rejected', 'returned', 'withdrawn', 'void', 'expired')),
    ended_at bigint,
    ended_by TEXT references person (id),
    reason TEXT,
    rev bigint not null,
    unique (milestone_id, number)
);
create index approval_request_by_release on approval_request (release_id, id);
create unique index approval_request_open on approval_request (milestone_id) where outcome is null;
create index approval_request_by_expiry on approval_request (expires_at) where outcome is null;
create table approval (
    id TEXT primary key,
    request_id TEXT not null references approval_request (id),
    -- The rule as it was then: rules come and go, what was said stays.
    rule_id TEXT not null,
    rule_name TEXT not null,
    person_id TEXT not null references person (id),
    on_behalf_of TEXT references person (id),
    verdict TEXT not null check (verdict in ('approve', 'reject', 'return')),
    comment TEXT,
    at bigint not null,
    printed_name TEXT not null,
    -- The bytes that were signed, when they were; and the digest of these.
    statement TEXT,
    statement_digest TEXT
);
create index approval_by_request on approval (request_id, id);
-- Whoever they act for, a person counts once.
create table approval_person (
    request_id TEXT not null references approval_request (id),
    person_id TEXT not null references person (id),
    approval_id TEXT not null references approval (id),
    primary key (request_id, person_id)
);
create index approval_person_by_person on approval_person (person_id, request_id);
-- The position in the journal up to which requests were held against what they are about.
create table approval_cursor (
    position bigint not null
);
insert into approval_cursor (position) select coalesce(max(position), 0) from event;
create table waiver (
    id TEXT primary key,
    release_id TEXT not null references release (id),
    milestone_id TEXT not null references milestone (id),
    criterion_id TEXT references criterion (id),
    item TEXT,
    title TEXT not null,
    reason TEXT not null,
    requested_by TEXT references person (id),
    requested_for TEXT references person (id),
    requested_at bigint not null,
    expires_at bigint,
    state TEXT not null check (state in ('requested', 'approved', 'rejected', 'revoked')),
    decided_by TEXT references person (id),
    decided_for TEXT references person (id),
    decided_at bigint,
    decision TEXT,
    rev bigint not null
);
create index waiver_by_release on waiver (release_id, id);
create index waiver_by_milestone on waiver (milestone_id, id);
create index waiver_by_criterion on waiver (criterion_id);
create index waiver_waiting on waiver (id) where state = 'requested';
-- What a person confirmed that it is they who sign: the digest of the statement, used up by the signature.
alter table session add column confirmed_for TEXT;
