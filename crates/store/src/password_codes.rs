//! One-time codes by which somebody sets a password. Only a digest is kept.

use crate::{args, tx::Tx};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome, PersonRef,
    authz::{Administer, Permit},
    id::PersonId,
};

/// Keeps the digest of a person's code; the one before is void.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep(tx: &mut Tx<'_>, digest: &str, until: Timestamp, permit: &Permit<Administer>) -> Outcome<()> {
    tx.run(
        "insert into password_code (person_id, digest, expires_at) values ($1, $2, $3)
         on conflict (person_id) do update set digest = excluded.digest, expires_at = excluded.expires_at",
        args![permit.on(), digest, until],
    )?;
    Ok(())
}

/// Whom the code with this digest is for, unless its time is over or they left.
///
/// # Errors
/// As [`Tx::all`].
pub fn person_of(tx: &mut Tx<'_>, digest: &str) -> Outcome<Option<(PersonRef, Option<String>)>> {
    let now = tx.now();
    tx.one(
        "-- global: nobody is signed in yet
         select p.id, p.name, p.email from password_code c join person p on p.id = c.person_id
         where c.digest = $1 and c.expires_at > $2 and p.archived_at is null",
        args![digest, now],
        |row| Ok((PersonRef { id: row.read("id")?, name: row.read("name")? }, row.maybe_text("email")?)),
    )
}

/// Voids the code of a person, and all whose time is over.
///
/// # Errors
/// As [`Tx::run`].
pub fn forget(tx: &mut Tx<'_>, person: PersonId) -> Outcome<()> {
    let now = tx.now();
    tx.run("delete from password_code where person_id = $1 or expires_at <= $2", args![person, now])?;
    Ok(())
}
