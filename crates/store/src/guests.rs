//! Guests of single releases.

use crate::{args, tx::Tx, value::Row};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome, PersonRef, Problem,
    authz::{Permit, Plan},
    id::{GuestId, Identifier, PersonId, ReleaseId},
    people::Guest,
};

/// A guest as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The guest.
    pub guest: Guest,
    /// Who that is.
    pub person: PersonRef,
    /// Who let them in; `None` for the system.
    pub by: Option<PersonRef>,
    /// When.
    pub at: Timestamp,
}

const VIEW: &str = "rg.id, rg.release_id, rg.person_id, p.name as person_name, rg.until_at, rg.shared_by,
    b.name as by_name, rg.shared_at from release_guest rg join release r on r.id = rg.release_id
    join person p on p.id = rg.person_id left join person b on b.id = rg.shared_by";

fn read(row: &mut Row) -> Outcome<View> {
    let person = PersonRef { id: row.read("person_id")?, name: row.read("person_name")? };
    let by = match row.maybe("shared_by")? {
        Some(id) => Some(PersonRef { id, name: row.read("by_name")? }),
        None => None,
    };
    let until = row.maybe_instant("until_at")?;
    let guest = Guest { id: row.read("id")?, release: row.read("release_id")?, person: person.id, until };
    Ok(View { guest, person, by, at: row.instant("shared_at")? })
}

/// The guests of a release, those whose time is over included, by name.
///
/// # Errors
/// As [`Tx::all`].
pub fn list(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<View>> {
    let sql = format!("select {VIEW} where rg.release_id = $1 and {{seen r}} order by p.name_lower, rg.id");
    tx.all(&sql, args![release], read)
}

/// A guest of a release, by id.
///
/// # Errors
/// [`Problem::NotFound`]; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, release: ReleaseId, named: &str) -> Outcome<View> {
    let missing = || Problem::missing("guest", named);
    let id = GuestId::parse(named).ok_or_else(missing)?;
    let sql = format!("select {VIEW} where rg.release_id = $1 and rg.id = $2 and {{seen r}}");
    tx.one(&sql, args![release, id], read)?.ok_or_else(missing)
}

/// The guest a person is of a release, if they are one.
///
/// # Errors
/// As [`Tx::all`].
pub fn of(tx: &mut Tx<'_>, release: ReleaseId, person: PersonId) -> Outcome<Option<View>> {
    let sql = format!("select {VIEW} where rg.release_id = $1 and rg.person_id = $2 and {{seen r}}");
    tx.one(&sql, args![release, person], read)
}

/// Shows the release the permit is for to somebody.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, guest: &Guest, permit: &Permit<Plan>) -> Outcome<()> {
    let (by, now) = (tx.ctx().actor.person(), tx.now());
    tx.run(
        "insert into release_guest (id, release_id, person_id, until_at, shared_by, shared_at)
         values ($1, $2, $3, $4, $5, $6)",
        args![guest.id, permit.on(), guest.person, guest.until, by, now],
    )?;
    Ok(())
}

/// Shows it no longer.
///
/// # Errors
/// As [`Tx::run`].
pub fn delete(tx: &mut Tx<'_>, guest: &Guest, permit: &Permit<Plan>) -> Outcome<()> {
    tx.run("delete from release_guest where id = $1 and release_id = $2", args![guest.id, permit.on()])?;
    Ok(())
}
