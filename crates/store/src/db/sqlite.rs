//! SQLite: one thread writes and commits in groups, others read.

use super::{Connection, Jobs, MOST_TRIES, Ran, Shared, pause};
use jiff::Timestamp;
use signalbox_domain::{Outcome, Problem};
use std::{
    path::Path,
    sync::{Arc, atomic::Ordering},
};

/// The first SQLite without the WAL-reset race, which could lose a commit.
const OLDEST: i32 = 3_051_003;

/// The most callers whose work one commit holds.
const LARGEST_GROUP: usize = 128;

/// Opens the file and starts the threads.
pub(super) fn start(folder: &Path, readers: usize, shared: &Arc<Shared>, reads: &Jobs, writes: Jobs) -> Outcome<()> {
    if rusqlite::version_number() < OLDEST {
        return Err(Problem::Unavailable(format!(
            "SQLite {} is too old: 3.51.3 or newer is needed, earlier ones can lose commits in WAL mode",
            rusqlite::version()
        )));
    }
    std::fs::create_dir_all(folder)
        .map_err(|error| Problem::Unavailable(format!("cannot make the data folder {}: {error}", folder.display())))?;
    let file = folder.join("signalbox.db");
    let writer = open(&file, false)?;
    let shared_by_writer = shared.clone();
    super::thread("sqlite-writer", move || write_forever(Connection::Sqlite(writer), &shared_by_writer, &writes))?;
    for number in 0..readers {
        let reader = open(&file, true)?;
        let (jobs, shared) = (reads.clone(), shared.clone());
        super::thread(&format!("sqlite-reader-{number}"), move || {
            read_forever(Connection::Sqlite(reader), &shared, &jobs);
        })?;
    }
    Ok(())
}

fn open(file: &Path, only_reads: bool) -> Outcome<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(file)
        .map_err(|error| Problem::Unavailable(format!("cannot open {}: {error}", file.display())))?;
    connection.set_prepared_statement_cache_capacity(512);
    // Without this, SQLite plans a statement anew whenever a value it could plan with is bound: every `limit $n`, each time.
    connection
        .set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(|error| Problem::Unavailable(format!("cannot use {}: {error}", file.display())))?;
    // 16 MiB of changes between checkpoints: whoever's commit brings one about waits for the disk.
    // FULL, because NORMAL may lose acknowledged commits at a power cut.
    let pragmas = "pragma busy_timeout = 10000; pragma journal_mode = wal; pragma synchronous = full;
                   pragma foreign_keys = on; pragma cache_size = -65536; pragma temp_store = memory;
                   pragma mmap_size = 2147418112;
                   pragma wal_autocheckpoint = 4000;";
    connection
        .execute_batch(pragmas)
        .map_err(|error| Problem::Unavailable(format!("cannot use {}: {error}", file.display())))?;
    if only_reads {
        connection
            .pragma_update(None, "query_only", true)
            .map_err(|error| Problem::Unavailable(format!("cannot use {}: {error}", file.display())))?;
    }
    Ok(connection)
}

fn now(shared: &Shared) -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "on SQLite the database's clock is this machine's, read only here")]
    let real = Timestamp::now();
    // In microseconds, as instants are kept: what a transaction answers is what the next one reads.
    Timestamp::from_microsecond(real.as_microsecond() + shared.offset.load(Ordering::SeqCst)).unwrap_or(real)
}

fn read_forever(mut connection: Connection, shared: &Shared, jobs: &Jobs) {
    while let Some(mut job) = jobs.next() {
        let mut ended = Ok(());
        for attempt in 0..MOST_TRIES {
            ended = connection.control("begin");
            if ended.is_err() {
                break;
            }
            let ran = job.run(&mut connection, shared, now(shared));
            // A reader has nothing to keep: ending the snapshot is all that matters.
            ended = connection.control("rollback");
            if ran != Ran::Again {
                break;
            }
            std::thread::sleep(pause(attempt));
        }
        job.finish(shared, ended);
    }
}

fn write_forever(mut connection: Connection, shared: &Shared, jobs: &Jobs) {
    while let Some(first) = jobs.next() {
        let mut group = vec![first];
        while group.len() < LARGEST_GROUP
            && let Some(another) = jobs.ready()
        {
            group.push(another);
        }
        let committed = commit_together(&mut connection, shared, &mut group);
        if committed.is_err() {
            // Whatever state the transaction is in, end it: the next group begins afresh.
            drop(connection.control("rollback"));
        }
        for job in group {
            job.finish(shared, committed.clone());
        }
    }
}

/// Runs all jobs in one transaction and commits them together; one that is refused undoes only itself. Few are, having changed
/// something already: so at first they run without savepoints, which cost a copy of every page that is changed, and once more
/// with them when something has to be undone.
fn commit_together(connection: &mut Connection, shared: &Shared, group: &mut [Box<dyn super::Job>]) -> Outcome<()> {
    begin(connection)?;
    if group.iter().any(|job| job.is_rehearsal()) {
        run_apart(connection, shared, group)?;
    } else if !run_plainly(connection, shared, group)? {
        connection.control("rollback")?;
        begin(connection)?;
        run_apart(connection, shared, group)?;
    }
    connection.control("commit").map_err(|problem| match problem {
        Problem::LostRace => Problem::Unavailable("another process holds the database; try again".to_owned()),
        other => other,
    })
}

fn begin(connection: &mut Connection) -> Outcome<()> {
    for attempt in 0..MOST_TRIES {
        match connection.control("begin immediate") {
            // Another process is writing longer than the busy timeout.
            Err(Problem::LostRace) => std::thread::sleep(pause(attempt)),
            other => return other,
        }
    }
    Err(Problem::Unavailable("another process holds the database; try again".to_owned()))
}

/// Runs the jobs one after the other. False when one of them changed something that is to be undone.
fn run_plainly(connection: &mut Connection, shared: &Shared, group: &mut [Box<dyn super::Job>]) -> Outcome<bool> {
    for job in group.iter_mut() {
        match job.run(connection, shared, now(shared)) {
            Ran::Good | Ran::Idle => {}
            Ran::Refused | Ran::Again => return Ok(false),
            Ran::Lost => return Err(lost()),
        }
    }
    Ok(true)
}

/// Runs each job in a savepoint of its own.
fn run_apart(connection: &mut Connection, shared: &Shared, group: &mut [Box<dyn super::Job>]) -> Outcome<()> {
    for job in group.iter_mut() {
        for _ in 0..MOST_TRIES {
            connection.control("savepoint job")?;
            let ran = job.run(connection, shared, now(shared));
            if ran == Ran::Good {
                connection.control("release job")?;
                break;
            }
            if ran == Ran::Lost {
                return Err(lost());
            }
            connection.control("rollback to job")?;
            connection.control("release job")?;
            if ran != Ran::Again {
                break;
            }
        }
    }
    Ok(())
}

/// A full disk or a failing one may have ended the whole transaction: nobody's work is in it any more.
fn lost() -> Problem {
    let told = "the database cannot write now; nothing was changed; look at the disk and try again";
    Problem::Unavailable(told.to_owned())
}
