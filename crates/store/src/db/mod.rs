//! The database: threads that own connections, closures that run on them.
//!
//! Work comes in as closures and runs where the connection is, so a transaction is ordinary straight code. On SQLite one
//! thread writes and commits many callers' work together (each is answered only after the commit that holds it); others
//! read. On PostgreSQL every thread does both, in serializable transactions, and repeats what lost a race.

mod address;
mod asked;
pub(crate) mod connection;
pub(crate) mod ids;
pub(crate) mod postgres;
mod sqlite;

use crate::{
    journal::Pulse,
    tx::{Ctx, Tx},
};
use connection::Connection;
use ids::Ids;
use jiff::Timestamp;
use signalbox_domain::{Outcome, Problem};
use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
        mpsc,
    },
    time::Duration,
};
use tokio::sync::oneshot;

/// Which database, and how much of it.
#[derive(Clone, Debug)]
pub struct Config {
    /// `postgres://…`, or the data folder that holds `signalbox.db`.
    pub at: Place,
    /// How many threads read (SQLite) or work (PostgreSQL).
    pub threads: usize,
}

/// Where the data is.
#[derive(Clone, Debug)]
pub enum Place {
    /// A folder with a SQLite file in it; made when it is missing.
    Folder(PathBuf),
    /// A PostgreSQL database.
    Postgres(String),
}

impl Config {
    /// The database a text names: a `postgres://` address, or else a folder.
    #[must_use]
    pub fn at(text: &str) -> Self {
        let place = if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Place::Postgres(text.to_owned())
        } else {
            Place::Folder(PathBuf::from(text))
        };
        let threads = match place {
            Place::Folder(_) => 4,
            Place::Postgres(_) => 12,
        };
        Self { at: place, threads }
    }
}

/// An open database. Clones share it.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    readers: Queue,
    writers: Queue,
    shared: Arc<Shared>,
}

/// What all threads of a database share.
pub(crate) struct Shared {
    pub(crate) ids: Ids,
    /// Added to the database's clock, in microseconds. Only tests set it.
    pub(crate) offset: AtomicI64,
    pub(crate) pulse: Pulse,
}

/// Work for a thread that owns a connection.
pub(crate) trait Job: Send {
    /// Runs in an open transaction. True when the transaction may be committed; false undoes what it did. Called again
    /// when the transaction lost a race.
    fn run(&mut self, connection: &mut Connection, shared: &Shared, now: Timestamp) -> Ran;
    /// Whether what it changes is to be undone in any case.
    fn is_rehearsal(&self) -> bool;
    /// Tells the caller how it ended: with its own answer, or with the problem that kept it from being committed.
    fn finish(self: Box<Self>, shared: &Shared, ended: Outcome<()>);
}

/// How a job ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ran {
    /// To be committed.
    Good,
    /// It changed nothing and is not to be committed; the caller gets its answer.
    Idle,
    /// To be undone; the caller gets its answer.
    Refused,
    /// To be undone and tried again.
    Again,
    /// To be undone; the connection is gone.
    Lost,
}

struct Asked<T, F> {
    ctx: Ctx,
    /// True when whatever it does is to be undone.
    rehearsal: bool,
    work: F,
    answer: Option<Outcome<T>>,
    facts: u32,
    reply: oneshot::Sender<Outcome<T>>,
}

impl<T, F> Job for Asked<T, F>
where
    T: Send + 'static,
    F: FnMut(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
{
    fn run(&mut self, connection: &mut Connection, shared: &Shared, now: Timestamp) -> Ran {
        let mut tx = Tx::begin(connection, &shared.ids, &self.ctx, now);
        let work = &mut self.work;
        let answer = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            crate::idempotency::claim(&mut tx)?;
            let answer = work(&mut tx)?;
            crate::search::keep_current(&mut tx)?;
            Ok(answer)
        }))
        .unwrap_or_else(|_| Err(Problem::Internal("a use case panicked; its transaction was undone".to_owned())));
        self.facts = tx.facts();
        let ran = match &answer {
            Ok(_) if !self.rehearsal => Ran::Good,
            Err(Problem::LostRace) => Ran::Again,
            Err(Problem::Unavailable(_)) => Ran::Lost,
            Ok(_) | Err(_) if tx.has_changed() => Ran::Refused,
            Ok(_) | Err(_) => Ran::Idle,
        };
        self.answer = Some(answer);
        ran
    }

    fn is_rehearsal(&self) -> bool {
        self.rehearsal
    }

    fn finish(self: Box<Self>, shared: &Shared, ended: Outcome<()>) {
        let answer = match (ended, self.answer) {
            (Err(problem), _) => Err(problem),
            (Ok(()), Some(answer)) => answer,
            (Ok(()), None) => Err(Problem::Internal("a transaction ended before it began".to_owned())),
        };
        if self.facts > 0 && answer.is_ok() && !self.rehearsal {
            shared.pulse.facts_were_recorded();
        }
        // The caller may have gone away; what was committed stays committed.
        drop(self.reply.send(answer));
    }
}

/// A line of jobs before one or more threads.
#[derive(Clone)]
struct Queue(mpsc::Sender<Box<dyn Job>>);

/// The threads' end of a [`Queue`].
#[derive(Clone)]
pub(crate) struct Jobs(Arc<Mutex<mpsc::Receiver<Box<dyn Job>>>>);

impl Jobs {
    /// Waits for the next job; `None` when the database was closed.
    pub(crate) fn next(&self) -> Option<Box<dyn Job>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
    }

    /// Takes a job that is waiting already.
    pub(crate) fn ready(&self) -> Option<Box<dyn Job>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).try_recv().ok()
    }
}

fn queue() -> (Queue, Jobs) {
    let (sender, receiver) = mpsc::channel();
    (Queue(sender), Jobs(Arc::new(Mutex::new(receiver))))
}

/// Starts a thread of the database's own.
fn thread(name: &str, body: impl FnOnce() + Send + 'static) -> Outcome<()> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(body)
        .map(drop)
        .map_err(|error| Problem::Unavailable(format!("cannot start a thread: {error}")))
}

impl Db {
    /// Opens a database and starts its threads. Makes the folder, but no tables: see [`crate::migrate`].
    ///
    /// # Errors
    /// [`Problem::Unavailable`] when the folder or server cannot be used, or SQLite is older than 3.51.3.
    pub fn open(config: &Config) -> Outcome<Self> {
        let shared = Arc::new(Shared { ids: Ids::default(), offset: AtomicI64::new(0), pulse: Pulse::default() });
        let (readers, read_jobs) = queue();
        let (writers, write_jobs) = queue();
        match &config.at {
            Place::Folder(folder) => {
                sqlite::start(folder, config.threads, &shared, &read_jobs, write_jobs)?;
            }
            Place::Postgres(address) => postgres::start(address, config.threads, &shared, &read_jobs, &write_jobs)?,
        }
        Ok(Self(Arc::new(Inner { readers, writers, shared })))
    }

    /// Runs a closure in a transaction that only reads.
    ///
    /// # Errors
    /// What the closure answers, or why the database cannot be read.
    pub async fn read<T: Send + 'static>(
        &self,
        ctx: &Ctx,
        work: impl FnMut(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let ctx = Ctx { once: None, ..ctx.clone() };
        let (job, answer) = asked(ctx, false, work);
        self.0.readers.push(job)?;
        answer.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Runs a closure in a transaction that may write, and answers after the commit. The closure may run more than once:
    /// nothing may leave it but through its answer and the job table.
    ///
    /// # Errors
    /// What the closure answers (then nothing was changed), or why the database could not commit.
    pub async fn write<T: Send + 'static>(
        &self,
        ctx: &Ctx,
        work: impl FnMut(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        ctx.rights.may_change()?;
        let (job, answer) = asked(ctx.clone(), false, work);
        self.0.writers.push(job)?;
        answer.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Runs a closure as [`Db::write`] does, for whoever cannot wait for the answer.
    pub fn write_aside(&self, ctx: &Ctx, work: impl FnMut(&mut Tx<'_>) -> Outcome<()> + Send + 'static) {
        let (job, _) = asked(ctx.clone(), false, work);
        if let Err(problem) = self.0.writers.push(job) {
            tracing::warn!(%problem, "what nobody waits for is not done");
        }
    }

    /// Runs a closure as [`Db::write`] does and then undoes what it did: what would be, without it being so.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn rehearse<T: Send + 'static>(
        &self,
        ctx: &Ctx,
        work: impl FnMut(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let (job, answer) = asked(Ctx { once: None, ..ctx.clone() }, true, work);
        self.0.writers.push(job)?;
        answer.await.unwrap_or_else(|_| Err(closed()))
    }

    /// [`Db::read`] for callers that are not asynchronous.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_now<T: Send + 'static>(
        &self,
        ctx: &Ctx,
        work: impl FnMut(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let (job, answer) = asked(Ctx { once: None, ..ctx.clone() }, false, work);
        self.0.readers.push(job)?;
        answer.blocking_recv().unwrap_or_else(|_| Err(closed()))
    }

    /// [`Db::write`] for callers that are not asynchronous.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_now<T: Send + 'static>(
        &self,
        ctx: &Ctx,
        work: impl FnMut(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let (job, answer) = asked(ctx.clone(), false, work);
        self.0.writers.push(job)?;
        answer.blocking_recv().unwrap_or_else(|_| Err(closed()))
    }

    /// The journal's heartbeat: woken when facts were recorded, told when they were sealed.
    #[must_use]
    pub fn pulse(&self) -> &Pulse {
        &self.0.shared.pulse
    }

    /// Moves this database's clock ahead of the real one. For tests, which have time in hand.
    pub fn advance_clock(&self, by: jiff::SignedDuration) {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        self.0.shared.offset.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Queue {
    fn push(&self, job: Box<dyn Job>) -> Outcome<()> {
        self.0.send(job).map_err(|_| closed())
    }
}

fn asked<T: Send + 'static>(
    ctx: Ctx,
    rehearsal: bool,
    work: impl FnMut(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
) -> (Box<dyn Job>, oneshot::Receiver<Outcome<T>>) {
    let (reply, answer) = oneshot::channel();
    (Box::new(Asked { ctx, rehearsal, work, answer: None, facts: 0, reply }), answer)
}

fn closed() -> Problem {
    Problem::Unavailable("the database is closed".to_owned())
}

/// How often work that lost a race is tried before the caller hears of it.
const MOST_TRIES: u32 = 20;

/// How long to wait before the next try: longer each time, and never two alike.
fn pause(attempt: u32) -> Duration {
    let [spread, ..] = random_bytes::<1>();
    Duration::from_micros(u64::from(spread) * 8 + (500 << attempt.min(7)))
}

/// The one source of randomness.
///
/// A computer that cannot give random bytes cannot make secrets either: nothing sensible can go on, so this aborts.
#[must_use]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::disallowed_methods, reason = "the one place that reads random bytes")]
    let filled = getrandom::fill(&mut bytes);
    if filled.is_err() {
        std::process::abort();
    }
    bytes
}
