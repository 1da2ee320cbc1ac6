-- What suites of tests found in versions.
create table test_report (
    id TEXT primary key,
    version_id TEXT not null references version (id),
    suite TEXT not null,
    environment_id TEXT references environment (id),
    passed bigint not null check (passed >= 0),
    failed bigint not null check (failed >= 0),
    skipped bigint not null check (skipped >= 0),
    finished_at bigint not null,
    reported_by TEXT references person (id),
    url TEXT,
    created_at bigint not null
);
create index test_report_by_version on test_report (version_id, finished_at, id);
create index test_report_by_suite on test_report (version_id, suite, finished_at, id);
