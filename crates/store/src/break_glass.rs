//! One-time codes that let an administrator in when nothing else does. Only a digest is kept.

use crate::{args, tx::Tx};
use jiff::Timestamp;
use signalbox_domain::{Outcome, PersonRef, id::PersonId};

/// Keeps the digest of a person's code; the one before is void.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep(tx: &mut Tx<'_>, person: PersonId, digest: &str, until: Timestamp) -> Outcome<()> {
    tx.run(
        "insert into break_glass (person_id, digest, expires_at) values ($1, $2, $3)
         on conflict (person_id) do update set digest = excluded.digest, expires_at = excluded.expires_at",
        args![person, digest, until],
    )?;
    Ok(())
}

/// Uses the code with this digest up; answers whose it was, unless its time is over or they left.
///
/// # Errors
/// As [`Tx::run`].
pub fn take(tx: &mut Tx<'_>, digest: &str) -> Outcome<Option<PersonRef>> {
    let now = tx.now();
    let found = tx.one(
        "-- global: nobody is signed in yet
         select p.id, p.name from break_glass b join person p on p.id = b.person_id
         where b.digest = $1 and b.expires_at > $2 and p.archived_at is null",
        args![digest, now],
        |row| Ok(PersonRef { id: row.read("id")?, name: row.read("name")? }),
    )?;
    tx.run("delete from break_glass where digest = $1 or expires_at <= $2", args![digest, now])?;
    Ok(found)
}
