//! Who stands in for whom, and when.

use crate::{
    args,
    filter::Conditions,
    tx::{Tx, guarded},
    value::Row,
};
use signalbox_domain::{
    Outcome, PersonRef, Problem,
    id::{DelegationId, Identifier, PersonId},
    people::Delegation,
};

/// A delegation as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The delegation.
    pub delegation: Delegation,
    /// Who is away.
    pub from: PersonRef,
    /// Who stands in.
    pub to: PersonRef,
}

const VIEW: &str =
    "-- global: people see each other, and the use case shows whom it concerns
    select d.id, d.from_id, f.name as from_name, d.to_id, t.name as to_name, d.starts_at, d.ends_at, d.reason, d.ended_at,
    d.rev from delegation d join person f on f.id = d.from_id join person t on t.id = d.to_id";

fn read(row: &mut Row) -> Outcome<View> {
    let from = PersonRef { id: row.read("from_id")?, name: row.read("from_name")? };
    let to = PersonRef { id: row.read("to_id")?, name: row.read("to_name")? };
    let delegation = Delegation {
        id: row.read("id")?,
        from: from.id,
        to: to.id,
        starts_at: row.instant("starts_at")?,
        ends_at: row.instant("ends_at")?,
        reason: row.text("reason")?,
        ended_at: row.maybe_instant("ended_at")?,
        rev: row.int("rev")?,
    };
    Ok(View { delegation, from, to })
}

/// The delegations that hold or will, by when they start: those of one person, either way, or everybody's.
///
/// # Errors
/// As [`Tx::all`].
pub fn list(tx: &mut Tx<'_>, of: Option<PersonId>) -> Outcome<Vec<View>> {
    let mut conditions = Conditions::always("d.ended_at is null");
    conditions.with("d.ends_at > $n", tx.now());
    conditions.when("(d.from_id = $n or d.to_id = $n)", of);
    let sql = format!("{VIEW} where {} order by d.starts_at, d.id", conditions.sql());
    tx.all(&sql, conditions.values(), read)
}

/// The delegation with this id.
///
/// # Errors
/// [`Problem::NotFound`]; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let missing = || Problem::missing("delegation", named);
    let id = DelegationId::parse(named).ok_or_else(missing)?;
    let sql = format!("{VIEW} where d.id = $1");
    tx.one(&sql, args![id], read)?.ok_or_else(missing)
}

/// Adds a delegation. Its rights come from whoever is away, so nobody needs a right of their own: the use case sees to it
/// that it is that person who gives it, or an administrator.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, delegation: &Delegation) -> Outcome<()> {
    tx.run(
        "insert into delegation (id, from_id, to_id, starts_at, ends_at, reason, rev) values ($1, $2, $3, $4, $5, $6, $7)",
        args![
            delegation.id,
            delegation.from,
            delegation.to,
            delegation.starts_at,
            delegation.ends_at,
            &delegation.reason,
            delegation.rev,
        ],
    )?;
    Ok(())
}

/// Ends a delegation now.
///
/// # Errors
/// [`Problem::Stale`] when somebody else ended it meanwhile; database problems as [`Tx::run`].
pub fn end(tx: &mut Tx<'_>, before: &Delegation) -> Outcome<()> {
    let now = tx.now();
    let changed = tx.run(
        "update delegation set ended_at = $3, rev = rev + 1 where id = $1 and rev = $2 and ended_at is null",
        args![before.id, before.rev, now],
    )?;
    guarded(changed, "delegation", before.rev)
}
