//! Work to be done after a commit: the outbox. A job is saved in the transaction that wants it, so it is wanted exactly
//! when that transaction happened; it runs at least once, and a fencing number keeps a worker that was thought dead from
//! finishing what another has taken over.

use crate::{args, tx::Tx};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use signalbox_domain::{Outcome, Problem, id::JobId};

/// How long a worker has before others think it dead.
pub const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// After this many failures a job rests until somebody looks.
pub const MOST_ATTEMPTS: i64 = 12;
/// The reason for which a late worker's effect is refused.
pub const FENCED: &str = "fenced";

/// A job in the hands of a worker.
#[derive(Clone, Debug)]
pub struct Job {
    /// Which.
    pub id: JobId,
    /// What to do.
    pub kind: String,
    /// With what.
    pub payload: Value,
    /// How often it was begun, this time included.
    pub attempts: i64,
    /// Proof of being the worker that has it now. Every effect another worker might also have carries it.
    pub fence: i64,
}

/// Wants a job done, not before `run_at`. With a `unique` word, a job that already waits under it is wanted only once; one
/// that rests after its last failure is tried anew.
///
/// # Errors
/// As [`Tx::run`].
pub fn enqueue(tx: &mut Tx<'_>, kind: &str, payload: &Value, run_at: Timestamp, unique: Option<&str>) -> Outcome<()> {
    let id: JobId = tx.new_id();
    tx.run(
        "insert into job (id, kind, payload, run_at, attempts, fence, unique_key) values ($1, $2, $3, $4, 0, 0, $5)
         on conflict (unique_key) do update set attempts = 0, run_at = excluded.run_at where job.attempts >= $6",
        args![id, kind, payload, run_at, unique, MOST_ATTEMPTS],
    )?;
    Ok(())
}

/// Whether a job waits for a worker.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_due(tx: &mut Tx<'_>) -> Outcome<bool> {
    let due = tx.one(
        "-- global: workers serve everybody
         select id from job
         where done_at is null and attempts < $2 and run_at <= $1 and (leased_until is null or leased_until < $1) limit 1",
        args![tx.now(), MOST_ATTEMPTS],
        |_| Ok(()),
    )?;
    Ok(due.is_some())
}

/// Takes the job that has waited longest, if one is due.
///
/// # Errors
/// As [`Tx::run`].
pub fn claim(tx: &mut Tx<'_>, worker: &str) -> Outcome<Option<Job>> {
    let now = tx.now();
    let due = tx.one(
        "-- global: workers serve everybody
         select id, kind, payload, attempts, fence from job
         where done_at is null and attempts < $2 and run_at <= $1 and (leased_until is null or leased_until < $1)
         order by run_at, id limit 1 {skip locked}",
        args![now, MOST_ATTEMPTS],
        |row| {
            Ok(Job {
                id: row.read("id")?,
                kind: row.text("kind")?,
                payload: row.json("payload")?,
                attempts: row.int("attempts")? + 1,
                fence: row.int("fence")? + 1,
            })
        },
    )?;
    let Some(job) = due else { return Ok(None) };
    tx.run(
        "update job set holder = $2, fence = $3, attempts = $4, leased_until = $5 where id = $1",
        args![job.id, worker, job.fence, job.attempts, now.checked_add(LEASE).unwrap_or(now)],
    )?;
    Ok(Some(job))
}

/// Marks a job as done.
///
/// # Errors
/// [`Problem::Refused`] when another worker has taken it over meanwhile.
pub fn complete(tx: &mut Tx<'_>, job: &Job) -> Outcome<()> {
    let changed = tx.run(
        "update job set done_at = $3, leased_until = null, unique_key = null, error = null where id = $1 and fence = $2",
        args![job.id, job.fence, tx.now()],
    )?;
    held(changed)
}

/// Gives a job back after a failure, to be tried again later: 2 s, 4 s, 8 s, … up to an hour.
///
/// # Errors
/// As [`complete`].
pub fn fail(tx: &mut Tx<'_>, job: &Job, error: &str) -> Outcome<()> {
    let wait = SignedDuration::from_secs((1 << job.attempts.clamp(1, 12)).min(3_600));
    let again = tx.now().checked_add(wait).unwrap_or(tx.now());
    let changed = tx.run(
        "update job set run_at = $3, leased_until = null, error = $4 where id = $1 and fence = $2 and done_at is null",
        args![job.id, job.fence, again, error],
    )?;
    held(changed)
}

/// Gives a job back that is to be done again at an instant: nothing failed.
///
/// # Errors
/// As [`complete`].
pub fn put_off(tx: &mut Tx<'_>, job: &Job, until: Timestamp) -> Outcome<()> {
    let changed = tx.run(
        "update job set run_at = $3, attempts = 0, leased_until = null, error = null where id = $1 and fence = $2",
        args![job.id, job.fence, until],
    )?;
    held(changed)
}

/// Forgets jobs that were done before an instant; answers how many.
///
/// # Errors
/// As [`Tx::run`].
pub fn forget_done(tx: &mut Tx<'_>, before: Timestamp) -> Outcome<u64> {
    tx.run("delete from job where done_at is not null and done_at < $1", args![before])
}

fn held(changed: u64) -> Outcome<()> {
    if changed == 1 { Ok(()) } else { Err(Problem::refused(FENCED, "another worker has taken this job over")) }
}
