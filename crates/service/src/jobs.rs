//! Work to be done after a commit, on a thread of its own. A job is done at least once; what it does to the database is
//! done exactly once, because it is saved in the same transaction as its end.

use crate::{
    App,
    bookings::turns,
    gatekeepers,
    gates::watch,
    proofs,
    runs::{calls, deploying},
    witnesses,
};
use jiff::SignedDuration;
use signalbox_domain::{Outcome, Problem};
use signalbox_store::{Ctx, Tx, accounts, attachments, idempotency, jobs as store};
use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::Duration,
};

pub use store::Job;

/// The kind of the job that forgets what is over.
const HOUSEKEEPING: &str = "housekeeping";
/// How long between two rounds of it.
const EVERY: SignedDuration = SignedDuration::from_hours(1);
/// How long a job that was done can be looked at.
const DONE_JOBS_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How long an idle worker sleeps.
const POLL: Duration = Duration::from_secs(1);

/// Tells workers to stop. Clones are one.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<(Mutex<bool>, Condvar)>);

impl Stop {
    /// Lets every worker finish what it does and take nothing more.
    pub fn now(&self) {
        let (told, bell) = &*self.0;
        *told.lock().unwrap_or_else(PoisonError::into_inner) = true;
        bell.notify_all();
    }

    /// Whether it is time to stop.
    #[must_use]
    pub fn is_told(&self) -> bool {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sleeps; true when it is time to stop.
    pub(crate) fn sleep(&self, longest: Duration) -> bool {
        let (told, bell) = &*self.0;
        let told = told.lock().unwrap_or_else(PoisonError::into_inner);
        let (told, _) = bell.wait_timeout_while(told, longest, |told| !*told).unwrap_or_else(PoisonError::into_inner);
        *told
    }
}

/// How many workers a server has, so that a server elsewhere that does not answer holds up only whoever waits for it.
pub const WORKERS: usize = 4;

/// Works until told to stop. Runs on a thread of its own; `worker` names it in the job table. The first worker of a server also
/// does what comes by itself with time.
pub fn run_forever(app: &App, worker: &str, is_first: bool, stop: &Stop) {
    let work = if is_first { run_one } else { run_job };
    loop {
        let rest = match work(app, worker) {
            Ok(true) => Duration::ZERO,
            Ok(false) => POLL,
            Err(problem) => {
                tracing::warn!(%problem, worker, "jobs must wait");
                POLL
            }
        };
        if stop.sleep(rest) {
            return;
        }
    }
}

/// Does the job that has waited longest, if one is due, and otherwise what comes by itself with time; true when there was
/// anything to do.
///
/// # Errors
/// When the database cannot be read or written. A job that fails is no error: it is tried again later.
pub fn run_one(app: &App, worker: &str) -> Outcome<bool> {
    if run_job(app, worker)? {
        return Ok(true);
    }
    let ctx = Ctx::system("jobs");
    Ok(turns::take(app, &ctx)?
        || calls::begin_due(app, &ctx)?
        || watch::look_after(app, &ctx)?
        || proofs::sign_if_due(app, &ctx)?)
}

/// Does the job that has waited longest; true when one was due.
fn run_job(app: &App, worker: &str) -> Outcome<bool> {
    let ctx = Ctx::system("jobs");
    // Looking first costs a read; claiming costs a write on every poll of an idle server.
    if !app.db.read_now(&ctx, store::is_due)? {
        return Ok(false);
    }
    let name = worker.to_owned();
    let Some(job) = app.db.write_now(&ctx, move |tx| store::claim(tx, &name))? else { return Ok(false) };
    let done = perform(app, &ctx, &job);
    let Err(problem) = done else { return Ok(true) };
    if let Problem::Refused { reasons, .. } = &problem
        && reasons.iter().any(|reason| reason.code == store::FENCED)
    {
        tracing::warn!(job = %job.id, kind = job.kind, worker, "another worker has taken the job over");
        return Ok(true);
    }
    tracing::warn!(job = %job.id, kind = job.kind, attempts = job.attempts, %problem, "a job failed");
    app.db.write_now(&ctx, move |tx| store::fail(tx, &job, &problem.to_string()))?;
    Ok(true)
}

/// Does a job and marks it as done, both in one transaction where the work is all in the database.
fn perform(app: &App, ctx: &Ctx, job: &Job) -> Outcome<()> {
    let job = job.clone();
    match job.kind.as_str() {
        witnesses::KIND => witnesses::tell(app, ctx, &job),
        gatekeepers::KIND => gatekeepers::answer(app, ctx, &job),
        calls::KIND => calls::tell(app, ctx, &job),
        deploying::KIND => deploying::record(app, ctx, &job),
        HOUSEKEEPING => app.db.write_now(ctx, move |tx| clean_up(tx, &job)),
        other => Err(Problem::Internal(format!("this version knows no job of the kind {other:?}"))),
    }
}

/// Wants the next round of housekeeping, unless one is wanted already.
pub(crate) fn keep_house(tx: &mut Tx<'_>) -> Outcome<()> {
    let now = tx.now();
    store::enqueue(tx, HOUSEKEEPING, &serde_json::Value::Null, now, Some(HOUSEKEEPING))
}

/// Forgets what is over, and wants the next round.
fn clean_up(tx: &mut Tx<'_>, job: &Job) -> Outcome<()> {
    let sessions = accounts::forget_ended_sessions(tx)?;
    let failures = accounts::forget_old_failures(tx)?;
    let keys = idempotency::forget_old(tx)?;
    let uploads = attachments::forget_unfinished(tx)?;
    let before = tx.now().checked_sub(DONE_JOBS_KEPT).unwrap_or(tx.now());
    let jobs = store::forget_done(tx, before)?;
    store::complete(tx, job)?;
    let next = tx.now().checked_add(EVERY).unwrap_or(tx.now());
    store::enqueue(tx, HOUSEKEEPING, &serde_json::Value::Null, next, Some(HOUSEKEEPING))?;
    tracing::info!(sessions, failures, keys, uploads, jobs, "forgot what is over");
    Ok(())
}
