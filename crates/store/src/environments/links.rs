//! Links between environments.

use crate::{args, tx::Tx, value::Row};
use signalbox_domain::{
    Outcome, Ref,
    authz::{Equip, Permit},
    environments::{Direction, Link},
    id::EnvironmentId,
};

/// A link as one of its ends sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// The environment at the other end.
    pub environment: Ref<EnvironmentId>,
    /// The enterprise's own word for it.
    pub kind: String,
    /// Which way it goes, as this end sees it.
    pub direction: Direction,
    /// A remark.
    pub note: String,
}

/// The links of an environment to others that the caller may see, by key of the other and kind.
///
/// # Errors
/// As [`Tx::all`].
pub fn around(tx: &mut Tx<'_>, environment: EnvironmentId) -> Outcome<Vec<Neighbour>> {
    let read = |row: &mut Row| {
        let direction: Direction = row.read("direction")?;
        Ok(Neighbour {
            environment: row.mention("other")?,
            kind: row.text("kind")?,
            direction: if row.bool("turned")? { direction.reversed() } else { direction },
            note: row.text("note")?,
        })
    };
    tx.all(
        "select e.id as other_id, e.key as other_key, e.name as other_name, l.kind, l.direction, l.note, l.turned,
                e.key_lower
         from (
             select other_id as far_id, kind, direction, note, false as turned from environment_link
                 where environment_id = $1
             union all
             select environment_id as far_id, kind, direction, note, true as turned from environment_link
                 where other_id = $1
         ) l join environment e on e.id = l.far_id
         where {visible e.portfolio_id} order by e.key_lower, l.kind",
        args![environment],
        read,
    )
}

/// Every link of two environments, as it was first said.
///
/// # Errors
/// As [`Tx::all`].
pub fn between(tx: &mut Tx<'_>, one: EnvironmentId, other: EnvironmentId) -> Outcome<Vec<Link>> {
    tx.all(
        "-- global: the caller has seen both environments
         select environment_id, other_id, kind, direction, note from environment_link
         where (environment_id = $1 and other_id = $2) or (environment_id = $2 and other_id = $1)",
        args![one, other],
        |row| {
            Ok(Link {
                environment: row.read("environment_id")?,
                other: row.read("other_id")?,
                kind: row.text("kind")?,
                direction: row.read("direction")?,
                note: row.text("note")?,
            })
        },
    )
}

/// Saves a link of the environment.
///
/// # Errors
/// As [`Tx::run`].
pub fn put(tx: &mut Tx<'_>, link: &Link, permit: &Permit<Equip>) -> Outcome<()> {
    tx.run(
        "insert into environment_link (environment_id, other_id, kind, direction, note) values ($1, $2, $3, $4, $5)
         on conflict (environment_id, other_id, kind) do update set direction = excluded.direction, note = excluded.note",
        args![permit.on(), link.other, &link.kind, link.direction, &link.note],
    )?;
    Ok(())
}

/// Forgets the links of a kind between an environment and another, whichever of the two they were said of.
///
/// # Errors
/// As [`Tx::run`].
pub fn delete(tx: &mut Tx<'_>, other: EnvironmentId, kind: &str, permit: &Permit<Equip>) -> Outcome<u64> {
    tx.run(
        "delete from environment_link where kind = $3
             and ((environment_id = $1 and other_id = $2) or (environment_id = $2 and other_id = $1))",
        args![permit.on(), other, kind],
    )
}
