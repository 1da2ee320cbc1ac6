-- The event of a calendar a window was imported from, by which it is known when the calendar comes again.
alter table release_window add column uid TEXT;
create index release_window_by_uid on release_window (portfolio_id, uid) where uid is not null;
