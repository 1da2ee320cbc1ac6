//! Requests that are carried out at most once: the key is claimed in the transaction that does the work, so that a crash
//! leaves either both or neither; the answer is added afterwards.

use crate::{
    args,
    tx::{Ctx, Once, Tx},
};
use jiff::{SignedDuration, Timestamp};
use signalbox_domain::{Outcome, Problem};

/// How long a key is remembered.
pub const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing: go ahead.
    New,
    /// Carried out, and this was the answer.
    Answered {
        /// HTTP status or exit code of the answer, as its recorder chose.
        status: i64,
        /// Further facts of the answer and its body, as its recorder chose.
        answer: String,
    },
    /// Carried out, but the answer was lost before it could be kept.
    Unanswered,
}

fn owner(ctx: &Ctx) -> String {
    ctx.actor.person().map_or_else(|| "system".to_owned(), |person| person.to_string())
}

/// Looks a key up.
///
/// # Errors
/// [`Problem::KeyReused`] when the key belongs to another request.
pub fn look_up(tx: &mut Tx<'_>, once: &Once) -> Outcome<Known> {
    let found = tx.one(
        "-- global: a key belongs to the caller who sent it
         select fingerprint, status, answer from idempotency where owner = $1 and key = $2 and at > $3",
        args![owner(tx.ctx()), &once.key, forgotten_before(tx.now())],
        |row| Ok((row.text("fingerprint")?, row.maybe_int("status")?, row.maybe_text("answer")?)),
    )?;
    match found {
        None => Ok(Known::New),
        Some((fingerprint, ..)) if fingerprint != once.fingerprint => Err(Problem::KeyReused),
        Some((_, Some(status), Some(answer))) => Ok(Known::Answered { status, answer }),
        Some(_) => Ok(Known::Unanswered),
    }
}

/// Claims the caller's key, if there is one, in the transaction that does the work.
pub(crate) fn claim(tx: &mut Tx<'_>) -> Outcome<()> {
    let Some(once) = tx.ctx().once.clone() else { return Ok(()) };
    match look_up(tx, &once)? {
        Known::New => {}
        Known::Answered { .. } | Known::Unanswered => {
            let told = "this request was carried out already, under the same idempotency key";
            return Err(Problem::refused("carried_out", told));
        }
    }
    let owner = owner(tx.ctx());
    tx.run("delete from idempotency where owner = $1 and key = $2", args![&owner, &once.key])?;
    tx.run(
        "insert into idempotency (owner, key, fingerprint, at) values ($1, $2, $3, $4)",
        args![owner, once.key, once.fingerprint, tx.now()],
    )?;
    Ok(())
}

/// Keeps the answer, so that a repetition gets the same.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep_answer(tx: &mut Tx<'_>, once: &Once, status: i64, answer: &str) -> Outcome<()> {
    tx.run(
        "update idempotency set status = $3, answer = $4 where owner = $1 and key = $2",
        args![owner(tx.ctx()), &once.key, status, answer],
    )?;
    Ok(())
}

/// Forgets keys that are too old to matter; answers how many.
///
/// # Errors
/// As [`Tx::run`].
pub fn forget_old(tx: &mut Tx<'_>) -> Outcome<u64> {
    let before = forgotten_before(tx.now());
    tx.run("delete from idempotency where at <= $1", args![before])
}

fn forgotten_before(now: Timestamp) -> Timestamp {
    now.checked_sub(REMEMBERED).unwrap_or(Timestamp::UNIX_EPOCH)
}
