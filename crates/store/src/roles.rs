//! Roles that the organisation made for itself. They belong to the whole installation: whoever may sign in may see them.

use crate::{
    args,
    tx::{Tx, by_id_or_key, guarded},
    value::{Row, json},
};
use signalbox_domain::{
    Key, Outcome, Problem,
    authz::{Administer, Permit},
    id::RoleId,
    people::CustomRole,
};

fn read(row: &mut Row) -> Outcome<CustomRole> {
    Ok(CustomRole {
        id: row.read("id")?,
        key: row.read("key")?,
        name: row.read("name")?,
        description: row.text("description")?,
        rights: row.json("rights")?,
        rev: row.int("rev")?,
    })
}

/// The roles, by name.
///
/// # Errors
/// As [`Tx::all`].
pub fn list(tx: &mut Tx<'_>) -> Outcome<Vec<CustomRole>> {
    tx.all(
        "-- global: what a role allows is no secret
         select id, key, name, description, rights, rev from custom_role order by name, id",
        &[],
        read,
    )
}

/// The role with this id or key.
///
/// # Errors
/// [`Problem::NotFound`]; database problems as [`Tx::run`].
pub fn get(tx: &mut Tx<'_>, named: &str) -> Outcome<CustomRole> {
    let (condition, name) = by_id_or_key::<RoleId>("cr", named);
    let sql = format!(
        "-- global: what a role allows is no secret
         select cr.id, cr.key, cr.name, cr.description, cr.rights, cr.rev from custom_role cr where {condition}"
    );
    tx.one(&sql, &[name], read)?.ok_or_else(|| Problem::missing("role", named))
}

/// True when a role has this key.
///
/// # Errors
/// As [`Tx::all`].
pub fn is_taken(tx: &mut Tx<'_>, key: &Key) -> Outcome<bool> {
    let found = tx.one(
        "-- global: keys are unique across the installation
         select id from custom_role where key_lower = $1",
        args![key.as_str().to_lowercase()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// How many grants and mappings of sign-in providers give a role.
///
/// # Errors
/// As [`Tx::all`].
pub fn grants_of(tx: &mut Tx<'_>, id: RoleId) -> Outcome<i64> {
    let found = tx.one(
        "-- global: counts only
         select (select count(*) from role_grant where custom_role_id = $1)
              + (select count(*) from sign_in_mapping where custom_role_id = $1) as given",
        args![id],
        |row| row.int("given"),
    )?;
    Ok(found.unwrap_or(0))
}

/// Adds a role.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, role: &CustomRole, permit: &Permit<Administer>) -> Outcome<()> {
    tx.run(
        "insert into custom_role (id, key, key_lower, name, description, rights, rev) values ($1, $2, $3, $4, $5, $6, $7)",
        args![
            permit.on(),
            &role.key,
            role.key.as_str().to_lowercase(),
            &role.name,
            &role.description,
            json(&role.rights)?,
            role.rev,
        ],
    )?;
    Ok(())
}

/// Saves a changed role. It holds from the next request on, for everybody who was given it.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update(tx: &mut Tx<'_>, before: &CustomRole, after: &CustomRole, permit: &Permit<Administer>) -> Outcome<()> {
    let changed = tx.run(
        "update custom_role set key = $3, key_lower = $4, name = $5, description = $6, rights = $7, rev = rev + 1
         where id = $1 and rev = $2",
        args![
            permit.on(),
            before.rev,
            &after.key,
            after.key.as_str().to_lowercase(),
            &after.name,
            &after.description,
            json(&after.rights)?,
        ],
    )?;
    guarded(changed, "role", before.rev)
}

/// Takes a role away that nobody was given.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn delete(tx: &mut Tx<'_>, before: &CustomRole, permit: &Permit<Administer>) -> Outcome<()> {
    let gone = tx.run("delete from custom_role where id = $1 and rev = $2", args![permit.on(), before.rev])?;
    guarded(gone, "role", before.rev)
}
