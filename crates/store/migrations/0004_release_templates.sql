-- Release templates: releases without dates. What they consist of is read and written as a whole, so it is JSON.

create table release_template (
    id TEXT primary key,
    key TEXT not null,
    key_lower TEXT not null unique,
    name TEXT not null,
    description TEXT not null,
    portfolio_id TEXT not null references portfolio (id),
    kind TEXT not null check (kind in ('train', 'project', 'independent')),
    type_id TEXT not null references release_type (id),
    risk TEXT check (risk in ('low', 'medium', 'high', 'critical')),
    zone TEXT not null,
    time_of_day TEXT,
    start_offset TEXT not null,
    tags TEXT not null,
    phases TEXT not null,
    milestones TEXT not null,
    activities TEXT not null,
    roles TEXT not null,
    systems TEXT not null,
    archived_at bigint,
    rev bigint not null
);
create index release_template_by_portfolio on release_template (portfolio_id, key_lower);
create index release_template_by_type on release_template (type_id);
