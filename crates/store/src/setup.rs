//! What an installation begins with, and the settings it keeps.

use crate::{args, tx::Tx};
use signalbox_domain::Outcome;

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
