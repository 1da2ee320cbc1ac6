//! Second factors. An authenticator's secret is kept sealed among the [`secrets`]. Of recovery codes there are only hashes.

use crate::{args, secrets, tx::Tx};
use jiff::Timestamp;
use signalbox_domain::{Outcome, id::PersonId};

/// What the secret that is shared with somebody's authenticator is called.
pub const SECRET: &str = "authenticator";

/// Somebody's authenticator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticator {
    /// Since when it is asked for; `None` while it was not shown to work.
    pub enrolled_at: Option<Timestamp>,
    /// The last step whose code was used.
    pub last_step: Option<i64>,
}

/// A person's authenticator.
///
/// # Errors
/// As [`Tx::all`].
pub fn authenticator(tx: &mut Tx<'_>, person: PersonId) -> Outcome<Option<Authenticator>> {
    tx.one(
        "-- global: nobody may be signed in yet
         select enrolled_at, last_step from authenticator where person_id = $1",
        args![person],
        |row| {
            Ok(Authenticator { enrolled_at: row.maybe_instant("enrolled_at")?, last_step: row.maybe_int("last_step")? })
        },
    )
}

/// Begins an authenticator of the caller's, which is not asked for yet. It reaches nobody else's, and that is the permit.
///
/// # Errors
/// As [`Tx::run`].
pub fn begin_own(tx: &mut Tx<'_>) -> Outcome<()> {
    let caller = tx.ctx().actor.person();
    tx.run(
        "insert into authenticator (person_id, secret) values ($1, '')
         on conflict (person_id) do update set secret = '', enrolled_at = null, last_step = null",
        args![caller],
    )?;
    Ok(())
}

/// From now on the caller's authenticator is asked for.
///
/// # Errors
/// As [`Tx::run`].
pub fn enrol_own(tx: &mut Tx<'_>, step: i64) -> Outcome<()> {
    let (caller, now) = (tx.ctx().actor.person(), tx.now());
    tx.run(
        "update authenticator set enrolled_at = $2, last_step = $3 where person_id = $1 and enrolled_at is null",
        args![caller, now, step],
    )?;
    Ok(())
}

/// Notes that the code of a step was used; false when it, or a later one, was used already.
///
/// # Errors
/// As [`Tx::run`].
pub fn use_step(tx: &mut Tx<'_>, person: PersonId, step: i64) -> Outcome<bool> {
    let changed = tx.run(
        "update authenticator set last_step = $2 where person_id = $1 and (last_step is null or last_step < $2)",
        args![person, step],
    )?;
    Ok(changed == 1)
}

/// Forgets a person's authenticator and recovery codes; true when there was an authenticator.
///
/// # Errors
/// As [`Tx::run`].
pub fn remove(tx: &mut Tx<'_>, person: PersonId) -> Outcome<bool> {
    tx.run("delete from recovery_code where person_id = $1", args![person])?;
    secrets::remove(tx, &person.to_string(), SECRET)?;
    Ok(tx.run("delete from authenticator where person_id = $1", args![person])? == 1)
}

/// The hash of a recovery code that was not used.
///
/// # Errors
/// As [`Tx::all`].
pub fn recovery_code(tx: &mut Tx<'_>, person: PersonId, number: i64) -> Outcome<Option<String>> {
    tx.one(
        "-- global: nobody is signed in yet
         select hash from recovery_code where person_id = $1 and number = $2",
        args![person, number],
        |row| row.text("hash"),
    )
}

/// How many recovery codes of a person were not used.
///
/// # Errors
/// As [`Tx::all`].
pub fn recovery_codes_left(tx: &mut Tx<'_>, person: PersonId) -> Outcome<i64> {
    let left = tx.one(
        "-- global: the service asks for the caller's own, or for an administrator
         select count(*) as codes from recovery_code where person_id = $1",
        args![person],
        |row| row.int("codes"),
    )?;
    Ok(left.unwrap_or_default())
}

/// Keeps new recovery codes of the caller's, by their number; those before are void.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep_own_recovery_codes(tx: &mut Tx<'_>, hashes: &[String]) -> Outcome<()> {
    let caller = tx.ctx().actor.person();
    tx.run("delete from recovery_code where person_id = $1", args![caller])?;
    for (number, hash) in (0_i64..).zip(hashes) {
        tx.run(
            "insert into recovery_code (person_id, number, hash) values ($1, $2, $3)",
            args![caller, number, hash.as_str()],
        )?;
    }
    Ok(())
}

/// Uses a recovery code up; false when somebody else did.
///
/// # Errors
/// As [`Tx::run`].
pub fn use_recovery_code(tx: &mut Tx<'_>, person: PersonId, number: i64, hash: &str) -> Outcome<bool> {
    let used = tx.run(
        "delete from recovery_code where person_id = $1 and number = $2 and hash = $3",
        args![person, number, hash],
    )?;
    Ok(used == 1)
}

/// The secrets that an earlier version kept readable.
///
/// # Errors
/// As [`Tx::all`].
pub fn readable(tx: &mut Tx<'_>) -> Outcome<Vec<(PersonId, String)>> {
    tx.all(
        "-- global: before anybody is let in
         select person_id, secret from authenticator where secret <> ''",
        &[],
        |row| Ok((row.read("person_id")?, row.text("secret")?)),
    )
}

/// Forgets a readable secret, after it was sealed.
///
/// # Errors
/// As [`Tx::run`].
pub fn blank(tx: &mut Tx<'_>, person: PersonId) -> Outcome<()> {
    tx.run("update authenticator set secret = '' where person_id = $1", args![person])?;
    Ok(())
}
