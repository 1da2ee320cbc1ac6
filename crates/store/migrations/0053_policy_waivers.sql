-- A waiver may let a policy pass, for decisions about one release, and is then of no gate.
create table waiver_of_either (
    id TEXT primary key,
    release_id TEXT not null references release (id),
    milestone_id TEXT references milestone (id),
    policy_id TEXT references policy (id),
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
    rev bigint not null,
    check ((milestone_id is null) <> (policy_id is null))
);
insert into waiver_of_either (id, release_id, milestone_id, criterion_id, item, title, reason, requested_by, requested_for,
    requested_at, expires_at, state, decided_by, decided_for, decided_at, decision, rev)
select id, release_id, milestone_id, criterion_id, item, title, reason, requested_by, requested_for, requested_at,
    expires_at, state, decided_by, decided_for, decided_at, decision, rev
from waiver;
drop table waiver;
alter table waiver_of_either rename to waiver;
create index waiver_by_release on waiver (release_id, id);
create index waiver_by_milestone on waiver (milestone_id, id);
create index waiver_by_criterion on waiver (criterion_id);
create index waiver_waiting on waiver (id) where state = 'requested';
