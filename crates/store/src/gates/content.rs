//! What is to be approved of a release, read the same whoever looks: an approval covers all of it.

use crate::{args, tx::Tx};
use signalbox_domain::{
    Key, Outcome, Ref,
    gates::request::OfManifest,
    id::{ReleaseId, StageId},
};

/// What a release touches: keys of systems with the impact on each, by key.
///
/// # Errors
/// As [`Tx::all`]; so for all of these.
pub fn scope(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<(Key, String)>> {
    tx.all(
        "-- global: an approval covers all of it
         select s.key, rs.impact from release_system rs join system s on s.id = rs.system_id
         where rs.release_id = $1 order by s.key_lower",
        args![release],
        |row| Ok((row.read("key")?, row.text("impact")?)),
    )
}

/// What it delivers, by system.
///
/// # Errors
/// As [`scope`].
pub fn manifest(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<OfManifest>> {
    tx.all(
        "-- global: an approval covers all of it
         select s.key, v.number, v.digest from manifest m join system s on s.id = m.system_id
         join version v on v.id = m.version_id where m.release_id = $1 order by s.key_lower",
        args![release],
        |row| {
            Ok(OfManifest { system: row.read("key")?, version: row.text("number")?, digest: row.maybe_text("digest")? })
        },
    )
}

/// The keys of what rides in it.
///
/// # Errors
/// As [`scope`].
pub fn members(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<Key>> {
    tx.all(
        "-- global: an approval covers all of it
         select r.key from release r where r.parent_id = $1 and r.archived_at is null order by r.key_lower",
        args![release],
        |row| row.read("key"),
    )
}

/// What rides in it, as far as the caller sees it, by key.
///
/// # Errors
/// As [`scope`].
pub fn member_mentions(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<Ref<ReleaseId>>> {
    tx.all(
        "select r.id as it_id, r.key as it_key, r.name as it_name from release r
         where r.parent_id = $1 and r.archived_at is null and {seen r} order by r.key_lower",
        args![release],
        |row| row.mention("it"),
    )
}

/// How a stage is called.
///
/// # Errors
/// As [`scope`].
pub fn stage(tx: &mut Tx<'_>, id: StageId) -> Outcome<Option<Ref<StageId>>> {
    tx.one(
        "-- global: an approval covers all of it
         select sg.id as it_id, sg.key as it_key, sg.name as it_name from stage sg where sg.id = $1",
        args![id],
        |row| row.mention("it"),
    )
}
