-- The mail domains whose people a provider may speak for, and who writes the journal to the log.
alter table sign_in_provider add column domains TEXT not null default '[]';

insert into lease (name, holder, fence, until) values ('journal_log', '', 0, 0);
