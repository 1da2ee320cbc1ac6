//! How far the journal was written to the log: one node at a time writes it, and goes on where the last one stopped.

use crate::{args, setup, tx::Tx};
use jiff::SignedDuration;
use signalbox_domain::Outcome;

/// The setting that holds the position of the last event that was written.
const WRITTEN: &str = "journal_log";
/// How long a node that says nothing keeps its turn.
const LEASE: SignedDuration = SignedDuration::from_secs(10);

/// The position of the last event that was written; 0 before the first.
///
/// # Errors
/// As [`Tx::all`].
pub fn written(tx: &mut Tx<'_>) -> Outcome<i64> {
    Ok(setup::setting(tx, WRITTEN)?.and_then(|written| written.parse().ok()).unwrap_or(0))
}

/// Takes the turn, unless another node has it; answers after which position it goes on.
///
/// # Errors
/// As [`Tx::run`].
pub fn begin(tx: &mut Tx<'_>, node: &str) -> Outcome<Option<i64>> {
    let until = tx.now().checked_add(LEASE).unwrap_or(tx.now());
    let has_turn = tx.run(
        "update lease set fence = case when holder = $1 then fence else fence + 1 end, holder = $1, until = $2
         where name = 'journal_log' and (holder = $1 or until < $3)",
        args![node, until, tx.now()],
    )? == 1;
    if has_turn { written(tx).map(Some) } else { Ok(None) }
}

/// Notes that events up to a position were written, unless the turn went to another node meanwhile, which writes them again.
///
/// # Errors
/// As [`Tx::run`].
pub fn end(tx: &mut Tx<'_>, node: &str, position: i64) -> Outcome<()> {
    let until = tx.now().checked_add(LEASE).unwrap_or(tx.now());
    let has_turn =
        tx.run("update lease set until = $2 where name = 'journal_log' and holder = $1", args![node, until])? == 1;
    if has_turn { setup::keep_setting(tx, WRITTEN, &position.to_string()) } else { Ok(()) }
}

/// Gives the turn back, so that another node need not wait until it ends.
///
/// # Errors
/// As [`Tx::run`].
pub fn stand_down(tx: &mut Tx<'_>, node: &str) -> Outcome<()> {
    tx.run("update lease set until = 0 where name = 'journal_log' and holder = $1", args![node])?;
    Ok(())
}
