//! What events say: of a release, to be taken along, and what is erased of it.

use super::{COLUMNS, Entry, entry};
use crate::{args, tx::Tx, value::Row};
use signalbox_domain::{Outcome, proofs::erasure::Candidate};

/// An event of a release, with what whom it names is called.
#[derive(Clone, Debug)]
pub struct Kept {
    /// As it is in the tree.
    pub entry: Entry,
    /// What its actor is called now; `None` for the system.
    pub actor: Option<String>,
    /// What the one is called now in whose stead the actor did it.
    pub on_behalf_of: Option<String>,
}

/// At most so many events of a release and its parts, in their order, as far as the caller may be told of them. Those that have
/// no place yet are not among them.
///
/// # Errors
/// As [`Tx::all`].
pub fn of_release(tx: &mut Tx<'_>, release: &str, most: usize) -> Outcome<Vec<Kept>> {
    let sql = format!(
        "select {COLUMNS}, p.name as actor_name, b.name as behalf_name from event e
         left join person p on p.id = e.actor_id left join person b on b.id = e.on_behalf_of
         where {{told e}} and e.about = $1 and e.commitment is not null order by e.position limit $2"
    );
    tx.all(&sql, args![release, most], |row| {
        let (actor, on_behalf_of) = (row.maybe_text("actor_name")?, row.maybe_text("behalf_name")?);
        Ok(Kept { actor, on_behalf_of, entry: entry(row)? })
    })
}

fn candidate(row: &mut Row) -> Outcome<Candidate> {
    Ok(Candidate {
        position: row.maybe_int("position")?.and_then(|place| u64::try_from(place).ok()).unwrap_or(0),
        kind: row.text("kind")?,
        is_erased: row.maybe_int("erased_by")?.is_some(),
    })
}

/// The event at a position, as it stands before an erasure.
///
/// # Errors
/// As [`Tx::all`].
pub fn candidate_at(tx: &mut Tx<'_>, position: u64) -> Outcome<Option<Candidate>> {
    tx.one(
        "-- global: who erases was asked whether they may before
         select e.position, e.kind, e.erased_by from event e where e.position = $1 and e.commitment is not null",
        args![i64::try_from(position).unwrap_or(i64::MAX)],
        candidate,
    )
}

/// The events of a thing and its parts, as they stand before an erasure.
///
/// # Errors
/// As [`Tx::all`].
pub fn candidates_of(tx: &mut Tx<'_>, thing: &str) -> Outcome<Vec<Candidate>> {
    tx.all(
        "-- global: who erases was asked whether they may before
         select e.position, e.kind, e.erased_by from event e
         where e.commitment is not null and (e.subject = $1 or e.about = $1) order by e.position",
        args![thing],
        candidate,
    )
}

/// Erases what the events at some positions say. The act, which says so, has a place of its own.
///
/// # Errors
/// As [`Tx::run`].
pub fn erase(tx: &mut Tx<'_>, positions: &[u64], act: u64) -> Outcome<()> {
    for position in positions {
        tx.run(
            "update event set name = '', data = $3, salt = null, erased_by = $2 where position = $1",
            args![i64::try_from(*position).unwrap_or(i64::MAX), i64::try_from(act).unwrap_or(i64::MAX), "{}"],
        )?;
    }
    Ok(())
}

/// The position of the last event of a kind; 0 when there is none.
///
/// # Errors
/// As [`Tx::all`].
pub fn last_of(tx: &mut Tx<'_>, kind: &str) -> Outcome<u64> {
    let found = tx.one(
        "-- global: a position tells nothing of the event
         select coalesce(max(e.position), 0) as last from event e where e.kind = $1",
        args![kind],
        |row| row.int("last"),
    )?;
    Ok(found.and_then(|last| u64::try_from(last).ok()).unwrap_or(0))
}

/// Whether something happened to a release or its parts that the tree of a size does not have.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_behind(tx: &mut Tx<'_>, release: &str, size: u64) -> Outcome<bool> {
    let found = tx.one(
        "-- global: tells only whether it did
         select e.id from event e where e.about = $1 and (e.position is null or e.position > $2) limit 1",
        args![release, i64::try_from(size).unwrap_or(i64::MAX)],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}
