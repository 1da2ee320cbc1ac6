//! Journals of others that are witnessed here, and what witnesses of this one signed.

use super::hash_of;
use crate::{args, tx::Tx};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome,
    proofs::{hex, witness::Head},
};

/// What a journal of others was seen as last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witnessed {
    /// Its tree.
    pub head: Head,
    /// Its checkpoint, as it was signed.
    pub note: String,
    /// When it was seen.
    pub at: Timestamp,
    /// A checkpoint that its key signed as well and that contradicts what was seen.
    pub fork: Option<String>,
}

/// What the journal of an origin was seen as last.
///
/// # Errors
/// As [`Tx::all`].
pub fn witnessed(tx: &mut Tx<'_>, origin: &str) -> Outcome<Option<Witnessed>> {
    tx.one(
        "-- global: a checkpoint tells nothing of the events
         select w.size, w.root, w.note, w.at, w.fork from witnessed_journal w where w.origin = $1",
        args![origin],
        |row| {
            let size = u64::try_from(row.int("size")?).unwrap_or(0);
            Ok(Witnessed {
                head: Head { size, root: hash_of(&row.text("root")?)? },
                note: row.text("note")?,
                at: row.instant("at")?,
                fork: row.maybe_text("fork")?,
            })
        },
    )
}

/// Keeps what a journal was seen as now.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep_witnessed(tx: &mut Tx<'_>, origin: &str, head: Head, note: &str) -> Outcome<()> {
    tx.run(
        "insert into witnessed_journal (origin, size, root, note, at) values ($1, $2, $3, $4, $5)
         on conflict (origin) do update
         set size = excluded.size, root = excluded.root, note = excluded.note, at = excluded.at",
        args![origin, i64::try_from(head.size).unwrap_or(i64::MAX), hex(&head.root), note, tx.now()],
    )?;
    Ok(())
}

/// Keeps the first checkpoint that contradicts what was seen.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep_fork(tx: &mut Tx<'_>, origin: &str, note: &str) -> Outcome<()> {
    tx.run("update witnessed_journal set fork = $2 where origin = $1 and fork is null", args![origin, note])?;
    Ok(())
}

/// What a witness signed last of this journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// Who, by the address it is asked at.
    pub witness: String,
    /// Of how many events.
    pub size: u64,
    /// Its signature, a line of a signed note.
    pub line: String,
    /// When it was got.
    pub at: Timestamp,
}

/// What every witness signed last, by address.
///
/// # Errors
/// As [`Tx::all`].
pub fn cosigned(tx: &mut Tx<'_>) -> Outcome<Vec<Cosigned>> {
    tx.all(
        "-- global: a signature tells nothing of the events
         select c.witness, c.size, c.line, c.at from cosignature c order by c.witness",
        &[],
        |row| {
            Ok(Cosigned {
                witness: row.text("witness")?,
                size: u64::try_from(row.int("size")?).unwrap_or(0),
                line: row.text("line")?,
                at: row.instant("at")?,
            })
        },
    )
}

/// Keeps what a witness signed, in place of what it signed before.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep_cosignature(tx: &mut Tx<'_>, witness: &str, size: u64, line: &str) -> Outcome<()> {
    tx.run(
        "insert into cosignature (witness, size, line, at) values ($1, $2, $3, $4)
         on conflict (witness) do update set size = excluded.size, line = excluded.line, at = excluded.at",
        args![witness, i64::try_from(size).unwrap_or(i64::MAX), line, tx.now()],
    )?;
    Ok(())
}
