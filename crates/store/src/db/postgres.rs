//! PostgreSQL: every thread owns a session and runs serializable transactions, repeating those that lost a race.

use super::{Connection, Jobs, MOST_TRIES, Ran, Shared, address::Address, asked::refuse_md5, pause};
use jiff::Timestamp;
use postgres::config::SslMode;
use signalbox_domain::{Outcome, Problem};
use std::sync::{Arc, PoisonError, RwLock, atomic::Ordering};

const WRITE: &str = "begin isolation level serializable";
const READ: &str = "begin isolation level repeatable read read only";
/// Work that lost this many races waits for the other writers to end and is tried alone, so that however many write at
/// once, each gets its turn.
const TRIES_AMONG_OTHERS: u32 = 4;
const CLOCK: &str = "select (extract(epoch from clock_timestamp()) * 1000000)::bigint::text";

/// Connects once, to tell at start what is wrong, and starts the threads: a third of them for writing, so that a flood of
/// reads cannot keep writers waiting.
pub(super) fn start(address: &str, threads: usize, shared: &Arc<Shared>, reads: &Jobs, writes: &Jobs) -> Outcome<()> {
    drop(connect(address)?);
    let turns = Arc::new(RwLock::new(()));
    for number in 0..threads.max(2) {
        let (jobs, begin) = if number % 3 == 0 { (writes.clone(), WRITE) } else { (reads.clone(), READ) };
        let (address, shared, turns) = (address.to_owned(), shared.clone(), turns.clone());
        super::thread(&format!("postgres-{number}"), move || work_forever(&address, &shared, &jobs, begin, &turns))?;
    }
    Ok(())
}

/// A session with the settings all SQL counts on.
pub(crate) fn connect(address: &str) -> Outcome<postgres::Client> {
    let failed = |error: postgres::Error| {
        let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
        Problem::Unavailable(format!("cannot connect to PostgreSQL: {error}{cause}"))
    };
    let address = Address::read(address);
    let mut config: postgres::Config = address.plain.parse().map_err(failed)?;
    config.application_name("signalbox").connect_timeout(std::time::Duration::from_secs(10));
    let mut client = if config.get_ssl_mode() == SslMode::Disable || only_local(&config) {
        refuse_md5(&config, None)?;
        config.connect(postgres::NoTls).map_err(failed)?
    } else {
        // Nobody on the way may talk us out of it.
        if config.get_ssl_mode() == SslMode::Prefer {
            config.ssl_mode(SslMode::Require);
        }
        let encryption = address.encryption()?;
        refuse_md5(&config, Some(&encryption))?;
        config.connect(tokio_postgres_rustls::MakeRustlsConnect::new(encryption)).map_err(failed)?
    };
    client
        .batch_execute(
            // Statements are many and short and find what they need by an index: reading a whole table, compiling or
            // asking other processors for help costs more than it saves.
            "set timezone = 'UTC'; set statement_timeout = '60s'; set idle_in_transaction_session_timeout = '60s';
             set random_page_cost = 1.1; set jit = off; set max_parallel_workers_per_gather = 0",
        )
        .map_err(failed)?;
    Ok(client)
}

/// On the same machine nobody listens in, and servers there rarely have a certificate.
fn only_local(config: &postgres::Config) -> bool {
    config.get_ssl_mode() == SslMode::Prefer
        && config.get_hostaddrs().iter().all(std::net::IpAddr::is_loopback)
        && config.get_hosts().iter().all(|host| match host {
            postgres::config::Host::Tcp(name) => ["localhost", "127.0.0.1", "::1"].contains(&name.as_str()),
            postgres::config::Host::Unix(_) => true,
        })
}

fn work_forever(address: &str, shared: &Shared, jobs: &Jobs, begin: &str, turns: &RwLock<()>) {
    let mut session: Option<Connection> = None;
    while let Some(mut job) = jobs.next() {
        let mut ended = Err(Problem::LostRace);
        for attempt in 0..MOST_TRIES {
            let (ran, outcome) = {
                let (writes, alone) = (begin == WRITE, attempt >= TRIES_AMONG_OTHERS);
                let _among_others = (writes && !alone).then(|| turns.read().unwrap_or_else(PoisonError::into_inner));
                let _alone = (writes && alone).then(|| turns.write().unwrap_or_else(PoisonError::into_inner));
                try_once(address, &mut session, shared, job.as_mut(), begin)
            };
            ended = outcome;
            match ran {
                Ran::Good | Ran::Idle | Ran::Refused => break,
                Ran::Again => std::thread::sleep(pause(attempt)),
                Ran::Lost => {
                    session = None;
                    // A server that restarts is back in seconds; do not make every caller in the queue wait for long.
                    if attempt >= 2 {
                        break;
                    }
                    std::thread::sleep(pause(attempt + 4));
                }
            }
        }
        job.finish(shared, ended);
    }
}

fn try_once(
    address: &str,
    session: &mut Option<Connection>,
    shared: &Shared,
    job: &mut dyn super::Job,
    begin: &str,
) -> (Ran, Outcome<()>) {
    if session.is_none() {
        match connect(address) {
            Ok(client) => *session = Some(Connection::postgres(client)),
            Err(problem) => return (Ran::Lost, Err(problem)),
        }
    }
    let Some(connection) = session.as_mut() else { return (Ran::Lost, Err(super::closed())) };
    let now = match open_transaction(connection, shared, begin) {
        Ok(now) => now,
        Err(problem) => return (Ran::Lost, Err(problem)),
    };
    let ran = job.run(connection, shared, now);
    if ran != Ran::Good {
        let undone = connection.script("rollback");
        return match undone {
            Ok(()) if ran == Ran::Again => (ran, Err(Problem::LostRace)),
            Ok(()) => (ran, Ok(())),
            Err(problem) => (Ran::Lost, Err(problem)),
        };
    }
    match connection.script("commit") {
        Ok(()) => (Ran::Good, Ok(())),
        Err(Problem::LostRace) => (Ran::Again, Err(Problem::LostRace)),
        // Whether this commit happened cannot be known: say so, and do not repeat it.
        Err(_) => {
            *session = None;
            let told = "the connection was lost while committing; look whether the change is there before trying again";
            (Ran::Refused, Err(Problem::Unavailable(told.to_owned())))
        }
    }
}

/// Begins, and reads the database's clock in the same round trip.
fn open_transaction(connection: &mut Connection, shared: &Shared, begin: &str) -> Outcome<Timestamp> {
    let Connection::Postgres(session) = connection else { return Err(super::closed()) };
    let answers = session
        .client
        .simple_query(&format!("{begin}; {CLOCK}"))
        .map_err(|error| Problem::Unavailable(format!("the connection to PostgreSQL was lost: {error}")))?;
    let micros = answers
        .iter()
        .find_map(|answer| match answer {
            postgres::SimpleQueryMessage::Row(row) => row.get(0).and_then(|text| text.parse::<i64>().ok()),
            _ => None,
        })
        .ok_or_else(|| Problem::Internal("PostgreSQL did not tell the time".to_owned()))?;
    Timestamp::from_microsecond(micros + shared.offset.load(Ordering::SeqCst))
        .map_err(|error| Problem::Internal(error.to_string()))
}
