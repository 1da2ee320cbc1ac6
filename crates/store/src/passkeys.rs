//! Passkeys, and what was asked of them and not answered yet.

use crate::{args, tx::Tx, value::Row};
use jiff::Timestamp;
use signalbox_domain::{
    Name, Outcome, PersonRef,
    id::{PasskeyId, PersonId},
};

/// A key on somebody's device, of which only the public half is known here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Which.
    pub id: PasskeyId,
    /// Whose.
    pub person: PersonRef,
    /// What its owner calls it.
    pub name: Name,
    /// What the device calls it, in base64url.
    pub credential: String,
    /// The public key and how often it was used, as the library that checks it writes them down.
    pub public_key: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was used last.
    pub used_at: Option<Timestamp>,
}

const PASSKEY: &str =
    "k.id, k.person_id, p.name as person_name, k.name, k.credential, k.public_key, k.created_at, k.used_at
    from passkey k join person p on p.id = k.person_id";

fn read(row: &mut Row) -> Outcome<Passkey> {
    Ok(Passkey {
        id: row.read("id")?,
        person: PersonRef { id: row.read("person_id")?, name: row.read("person_name")? },
        name: row.read("name")?,
        credential: row.text("credential")?,
        public_key: row.text("public_key")?,
        created_at: row.instant("created_at")?,
        used_at: row.maybe_instant("used_at")?,
    })
}

/// A person's passkeys, oldest first. There are never many.
///
/// # Errors
/// As [`Tx::all`].
pub fn of(tx: &mut Tx<'_>, person: PersonId) -> Outcome<Vec<Passkey>> {
    let sql = format!(
        "-- global: the service asks for the caller's own, or for an administrator
         select {PASSKEY} where k.person_id = $1 order by k.id"
    );
    tx.all(&sql, args![person], read)
}

/// The passkey that a device calls by this name; `None` when there is none, or its owner left.
///
/// # Errors
/// As [`Tx::all`].
pub fn called(tx: &mut Tx<'_>, credential: &str) -> Outcome<Option<Passkey>> {
    let sql = format!(
        "-- global: this is how a caller becomes somebody
         select {PASSKEY} where k.credential = $1 and p.archived_at is null and p.service = false"
    );
    tx.one(&sql, args![credential], read)
}

/// Keeps a passkey of the caller's. It reaches nobody else's, and that is the permit.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert_own(tx: &mut Tx<'_>, name: &Name, credential: &str, public_key: &str) -> Outcome<PasskeyId> {
    let (caller, now, id) = (tx.ctx().actor.person(), tx.now(), tx.new_id());
    tx.run(
        "insert into passkey (id, person_id, name, credential, public_key, created_at) values ($1, $2, $3, $4, $5, $6)",
        args![id, caller, name, credential, public_key, now],
    )?;
    Ok(id)
}

/// Notes that a passkey was used, and what is known of it since; false when it is gone.
///
/// # Errors
/// As [`Tx::run`].
pub fn used(tx: &mut Tx<'_>, passkey: &Passkey, public_key: &str) -> Outcome<bool> {
    let now = tx.now();
    // Of two at once with the same counter one is a copy.
    let changed = tx.run(
        "update passkey set used_at = $3, public_key = $4 where id = $1 and public_key = $2",
        args![passkey.id, &passkey.public_key, now, public_key],
    )?;
    Ok(changed == 1)
}

/// Forgets a passkey of the caller's; false when there is none.
///
/// # Errors
/// As [`Tx::run`].
pub fn remove_own(tx: &mut Tx<'_>, id: PasskeyId) -> Outcome<bool> {
    let caller = tx.ctx().actor.person();
    Ok(tx.run("delete from passkey where id = $1 and person_id = $2", args![id, caller])? == 1)
}

/// Forgets a person's passkeys; answers how many there were.
///
/// # Errors
/// As [`Tx::run`].
pub fn remove_all(tx: &mut Tx<'_>, person: PersonId) -> Outcome<u64> {
    tx.run("delete from passkey where person_id = $1", args![person])
}

/// Notes what was asked of a device, under the digest of what answers it: of the person's, or of whoever's it is.
///
/// # Errors
/// As [`Tx::run`].
pub fn ask(tx: &mut Tx<'_>, challenge: &str, person: Option<PersonId>, state: &str, until: Timestamp) -> Outcome<()> {
    let now = tx.now();
    tx.run("delete from passkey_challenge where expires_at <= $1", args![now])?;
    tx.run(
        "insert into passkey_challenge (challenge, person_id, state, expires_at) values ($1, $2, $3, $4)",
        args![challenge, person, state, until],
    )?;
    Ok(())
}

/// What was asked and of whom, which nobody can answer again.
///
/// # Errors
/// As [`Tx::run`].
pub fn answered(tx: &mut Tx<'_>, challenge: &str) -> Outcome<Option<(Option<PersonId>, String)>> {
    let now = tx.now();
    let found = tx.one(
        "-- global: nobody may be signed in yet
         select person_id, state from passkey_challenge where challenge = $1 and expires_at > $2",
        args![challenge, now],
        |row| Ok((row.maybe("person_id")?, row.text("state")?)),
    )?;
    tx.run("delete from passkey_challenge where challenge = $1", args![challenge])?;
    Ok(found)
}
