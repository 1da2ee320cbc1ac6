//! What an installation begins with: settings, and the release type that is there from the first day.

use crate::{args, tx::Tx};
use signalbox_domain::{
    Outcome,
    authz::{Administer, Permit},
    releases::ReleaseType,
};

/// A setting of the installation.
///
/// # Errors
/// As [`Tx::all`].
pub fn setting(tx: &mut Tx<'_>, name: &str) -> Outcome<Option<String>> {
    tx.one(
        "-- global: settings belong to the installation
         select value from setting where name = $1",
        args![name],
        |row| row.text("value"),
    )
}

/// Keeps a setting.
///
/// # Errors
/// As [`Tx::run`].
pub fn keep_setting(tx: &mut Tx<'_>, name: &str, value: &str) -> Outcome<()> {
    tx.run(
        "insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value",
        args![name, value],
    )?;
    Ok(())
}

/// Removes a setting; true when there was one.
///
/// # Errors
/// As [`Tx::run`].
pub fn remove_setting(tx: &mut Tx<'_>, name: &str) -> Outcome<bool> {
    Ok(tx.run("delete from setting where name = $1", args![name])? == 1)
}

/// True when there is any release type.
///
/// # Errors
/// As [`Tx::all`].
pub fn has_release_types(tx: &mut Tx<'_>) -> Outcome<bool> {
    let found = tx.one(
        "-- global: release types belong to the installation
         select id from release_type limit 1",
        &[],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Adds the release type that an installation begins with.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert_standard_release_type(tx: &mut Tx<'_>, kind: &ReleaseType, permit: &Permit<Administer>) -> Outcome<()> {
    tx.run(
        "insert into release_type (id, key, key_lower, name, description, kinds, statuses, transitions, fields, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            permit.on(),
            &kind.key,
            kind.key.as_str().to_lowercase(),
            &kind.name,
            &kind.description,
            &serde_json::json!(kind.kinds),
            &serde_json::json!(kind.statuses),
            &serde_json::json!(kind.transitions),
            &serde_json::json!(kind.fields),
            kind.rev,
        ],
    )?;
    Ok(())
}
