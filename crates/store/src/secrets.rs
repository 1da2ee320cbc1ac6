//! Secrets, as they are kept: sealed. Only the service has the key.

use crate::{args, tx::Tx};
use signalbox_domain::Outcome;

/// A secret that cannot be read without its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The id of the thing it belongs to.
    pub owner: String,
    /// What it is to that thing.
    pub name: String,
    /// Which key opens it.
    pub key_id: String,
    /// The secret, sealed, as text.
    pub sealed: String,
}

/// A secret of a thing.
///
/// # Errors
/// As [`Tx::all`].
pub fn get(tx: &mut Tx<'_>, owner: &str, name: &str) -> Outcome<Option<Sealed>> {
    tx.one(
        "-- global: nobody is shown a secret; the service computes with it
         select owner, name, key_id, sealed from secret where owner = $1 and name = $2",
        args![owner, name],
        read,
    )
}

/// All secrets.
///
/// # Errors
/// As [`Tx::all`].
pub fn all(tx: &mut Tx<'_>) -> Outcome<Vec<Sealed>> {
    tx.all(
        "-- global: keys are minded by whoever runs the installation
         select owner, name, key_id, sealed from secret order by owner, name",
        &[],
        read,
    )
}

fn read(row: &mut crate::value::Row) -> Outcome<Sealed> {
    Ok(Sealed {
        owner: row.text("owner")?,
        name: row.text("name")?,
        key_id: row.text("key_id")?,
        sealed: row.text("sealed")?,
    })
}

/// Keeps a secret in place of the former one of this name.
///
/// # Errors
/// As [`Tx::run`].
pub fn put(tx: &mut Tx<'_>, secret: &Sealed) -> Outcome<()> {
    let now = tx.now();
    tx.run(
        "insert into secret (owner, name, key_id, sealed, changed_at) values ($1, $2, $3, $4, $5)
         on conflict (owner, name) do update
         set key_id = excluded.key_id, sealed = excluded.sealed, changed_at = excluded.changed_at",
        args![secret.owner.as_str(), secret.name.as_str(), secret.key_id.as_str(), secret.sealed.as_str(), now],
    )?;
    Ok(())
}

/// Forgets a secret.
///
/// # Errors
/// As [`Tx::run`].
pub fn remove(tx: &mut Tx<'_>, owner: &str, name: &str) -> Outcome<()> {
    tx.run("delete from secret where owner = $1 and name = $2", args![owner, name])?;
    Ok(())
}
