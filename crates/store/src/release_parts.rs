//! What belongs to a release beside its plan: people, needed releases, touched systems, delivered versions.

use crate::{
    args,
    page::{Page, Place, Slice, slice},
    tx::Tx,
    value::{Kept, Row},
};
use signalbox_domain::{
    Key, Name, Outcome, PersonRef, Ref,
    authz::{Permit, Plan as MayPlan},
    id::{PersonId, ReleaseId, SystemId, TeamId, VersionId},
    people::Party,
    releases::{
        Impact,
        dependency::Dependency,
        raci::{Involved, Part},
    },
};

/// Somebody with a part in a release, as a reader wants it.
#[derive(Clone, Debug)]
pub struct InvolvedView {
    /// The person, if it is one.
    pub person: Option<PersonRef>,
    /// The team, if it is one.
    pub team: Option<Ref<TeamId>>,
    /// As what.
    pub part: Part,
}

/// Who has which part in a release.
///
/// # Errors
/// As [`Tx::all`].
pub fn people(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<InvolvedView>> {
    let mut found = tx.all(
        "select rp.part, p.id as person_id, p.name as person_name, t.id as team_id, t.key as team_key, t.name as team_name
         from release_person rp join release r on r.id = rp.release_id
         left join person p on p.id = rp.person_id left join team t on t.id = rp.team_id
         where rp.release_id = $1 and {seen r} order by p.name_lower, t.key_lower",
        args![release],
        |row| {
            Ok(InvolvedView {
                person: row.maybe_person("person")?,
                team: row.maybe_mention("team")?,
                part: row.read("part")?,
            })
        },
    )?;
    found.sort_by_key(|one| one.part);
    Ok(found)
}

/// Replaces who has which part in a release.
///
/// # Errors
/// As [`Tx::run`].
pub fn set_people(tx: &mut Tx<'_>, people: &[Involved], permit: &Permit<MayPlan>) -> Outcome<()> {
    tx.run("delete from release_person where release_id = $1", args![permit.on()])?;
    for one in people {
        let (person, team): (Option<PersonId>, Option<TeamId>) = match one.who {
            Party::Person(person) => (Some(person), None),
            Party::Team(team) => (None, Some(team)),
        };
        tx.run(
            "insert into release_person (release_id, person_id, team_id, part) values ($1, $2, $3, $4)",
            args![permit.on(), person, team, one.role],
        )?;
    }
    Ok(())
}

/// The name of a person who is there and not archived.
///
/// # Errors
/// As [`Tx::all`].
pub fn person_name(tx: &mut Tx<'_>, id: PersonId) -> Outcome<Option<Name>> {
    tx.one(
        "-- global: people see each other's names
         select name from person where id = $1 and archived_at is null",
        args![id],
        |row| row.read("name"),
    )
}

/// The person with this mail address, if there is one who is not archived.
///
/// # Errors
/// As [`Tx::all`].
pub fn person_by_mail(tx: &mut Tx<'_>, address: &str) -> Outcome<Option<PersonRef>> {
    tx.one(
        "-- global: people see each other's names
         select id as it_id, name as it_name from person where email_lower = $1 and archived_at is null",
        args![address.to_lowercase()],
        |row| row.maybe_person("it"),
    )
    .map(Option::flatten)
}

/// The mail addresses of people, by id.
///
/// # Errors
/// As [`Tx::all`].
pub fn mail_addresses(tx: &mut Tx<'_>) -> Outcome<Vec<(PersonId, String)>> {
    tx.all(
        "-- global: people see each other's names
         select id, email from person where email is not null",
        &[],
        |row| Ok((row.read("id")?, row.text("email")?)),
    )
}

/// A dependency seen from one of its ends.
#[derive(Clone, Debug)]
pub struct Need {
    /// The release at the other end.
    pub release: Ref<ReleaseId>,
    /// True when the one that needs cannot be delivered without the other.
    pub hard: bool,
    /// Why.
    pub note: String,
}

fn read_need(row: &mut Row) -> Outcome<Need> {
    Ok(Need { release: row.mention("other")?, hard: row.bool("hard")?, note: row.text("note")? })
}

/// The visible releases that a release needs, and those that need it.
///
/// # Errors
/// As [`Tx::all`].
pub fn dependencies(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<(Vec<Need>, Vec<Need>)> {
    let needs = tx.all(
        "select o.id as other_id, o.key as other_key, o.name as other_name, d.hard, d.note
         from release_dependency d join release o on o.id = d.needs_id
         where d.release_id = $1 and {seen o} order by o.key_lower",
        args![release],
        read_need,
    )?;
    let needed_by = tx.all(
        "select o.id as other_id, o.key as other_key, o.name as other_name, d.hard, d.note
         from release_dependency d join release o on o.id = d.release_id
         where d.needs_id = $1 and {seen o} order by o.key_lower",
        args![release],
        read_need,
    )?;
    Ok((needs, needed_by))
}

/// All needs that can be reached from a release, as (who, needs what): what a cycle check looks at.
///
/// # Errors
/// As [`Tx::all`].
pub fn needs_from(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<(ReleaseId, ReleaseId)>> {
    tx.all(
        "-- global: a cycle through an invisible release is a cycle all the same
         with recursive reached (id) as (
             select id from release where id = $1
             union select d.needs_id from release_dependency d join reached on reached.id = d.release_id
         ) select d.release_id, d.needs_id from release_dependency d join reached on reached.id = d.release_id",
        args![release],
        |row| Ok((row.read("release_id")?, row.read("needs_id")?)),
    )
}

/// Saves that a release needs another; answers what was there before.
///
/// # Errors
/// As [`Tx::run`].
pub fn put_dependency(tx: &mut Tx<'_>, dependency: &Dependency, permit: &Permit<MayPlan>) -> Outcome<()> {
    tx.run(
        "insert into release_dependency (release_id, needs_id, hard, note) values ($1, $2, $3, $4)
         on conflict (release_id, needs_id) do update set hard = excluded.hard, note = excluded.note",
        args![permit.on(), dependency.needs, dependency.hard, &dependency.note],
    )?;
    Ok(())
}

/// Takes a need away; answers how many there were.
///
/// # Errors
/// As [`Tx::run`].
pub fn remove_dependency(tx: &mut Tx<'_>, needs: ReleaseId, permit: &Permit<MayPlan>) -> Outcome<u64> {
    tx.run("delete from release_dependency where release_id = $1 and needs_id = $2", args![permit.on(), needs])
}

/// A system a release touches.
#[derive(Clone, Debug)]
pub struct Touched {
    /// The system.
    pub system: Ref<SystemId>,
    /// How.
    pub impact: Impact,
}

/// The visible systems a release touches, by key.
///
/// # Errors
/// As [`Tx::all`].
pub fn systems(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<Touched>> {
    tx.all(
        "select s.id as system_id, s.key as system_key, s.name as system_name, rs.impact
         from release_system rs join system s on s.id = rs.system_id
         where rs.release_id = $1 and {visible s.portfolio_id} order by s.key_lower",
        args![release],
        |row| Ok(Touched { system: row.mention("system")?, impact: row.read("impact")? }),
    )
}

/// Saves how a release touches a system.
///
/// # Errors
/// As [`Tx::run`].
pub fn put_system(tx: &mut Tx<'_>, system: SystemId, impact: Impact, permit: &Permit<MayPlan>) -> Outcome<()> {
    tx.run(
        "-- global: the permit names the release
         insert into release_system (release_id, system_id, impact, target_sort)
         select r.id, cast($2 as TEXT), cast($3 as TEXT), r.target_sort from release r where r.id = $1
         on conflict (release_id, system_id) do update set impact = excluded.impact",
        args![permit.on(), system, impact],
    )?;
    Ok(())
}

/// A release no longer touches a system; answers how many rows went.
///
/// # Errors
/// As [`Tx::run`].
pub fn remove_system(tx: &mut Tx<'_>, system: SystemId, permit: &Permit<MayPlan>) -> Outcome<u64> {
    tx.run("delete from release_system where release_id = $1 and system_id = $2", args![permit.on(), system])
}

/// A system as the parts of a release mention it, by id or key.
///
/// # Errors
/// [`signalbox_domain::Problem::NotFound`] when there is none that the caller may see.
pub fn system(tx: &mut Tx<'_>, named: &str) -> Outcome<Ref<SystemId>> {
    let (condition, name) = crate::tx::by_id_or_key::<SystemId>("s", named);
    let sql = format!(
        "select s.id as it_id, s.key as it_key, s.name as it_name from system s where {condition} and {{visible s.portfolio_id}}"
    );
    tx.one(&sql, &[name], |row| row.mention("it"))?.ok_or_else(|| signalbox_domain::Problem::missing("system", named))
}

/// A team as the parts of a release mention it, by id or key.
///
/// # Errors
/// [`signalbox_domain::Problem::NotFound`] when there is none that the caller may see.
pub fn team(tx: &mut Tx<'_>, named: &str) -> Outcome<Ref<TeamId>> {
    let (condition, name) = crate::tx::by_id_or_key::<TeamId>("t", named);
    let sql = format!(
        "select t.id as it_id, t.key as it_key, t.name as it_name from team t where {condition} and {{visible t.portfolio_id}}"
    );
    tx.one(&sql, &[name], |row| row.mention("it"))?.ok_or_else(|| signalbox_domain::Problem::missing("team", named))
}

/// A version in a manifest.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// The system.
    pub system: Ref<SystemId>,
    /// Which version.
    pub version: VersionId,
    /// Its number.
    pub number: String,
    /// The commit it was built from.
    pub commit: Option<String>,
    /// Digest of the artefact.
    pub digest: Option<String>,
    /// The release in whose manifest it stands: the one asked for, or a member of it.
    pub release: Ref<ReleaseId>,
}

/// The versions a release delivers, and of a train its members' too, by system.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn manifest(tx: &mut Tx<'_>, release: ReleaseId, page: &Page) -> Outcome<Slice<Delivered>> {
    let size = page.size()?;
    let mut conditions = crate::filter::Conditions::default();
    let own = conditions.value(release);
    conditions.and(&format!("(r.id = {own} or (r.parent_id = {own} and r.archived_at is null))"));
    if let Some(after) = page.after("system", 2)? {
        let place = conditions.value(&after[0]);
        conditions.with(&format!("(s.key_lower, r.id) > ({place}, $n)"), &after[1]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!(
        "select s.id as system_id, s.key as system_key, s.name as system_name, v.id as version_id, v.number, v.commit_id,
                v.digest, r.id as release_id, r.key as release_key, r.name as release_name
         from release r join manifest m on m.release_id = r.id join system s on s.id = m.system_id
         join version v on v.id = m.version_id
         where {{seen r}} and {{visible s.portfolio_id}} and {} order by s.key_lower, r.id limit {limit}",
        conditions.sql()
    );
    let items = tx.all(&sql, conditions.values(), |row| {
        Ok(Delivered {
            system: row.mention("system")?,
            version: row.read("version_id")?,
            number: row.text("number")?,
            commit: row.maybe_text("commit_id")?,
            digest: row.maybe_text("digest")?,
            release: row.mention("release")?,
        })
    })?;
    Ok(slice(items, size, "system", |item| {
        vec![Place::Text(item.system.key.as_str().to_lowercase()), Place::Text(item.release.id.to_string())]
    }))
}

/// What a release itself delivers, without its members: system keys with version numbers, by key.
///
/// # Errors
/// As [`Tx::all`].
pub fn own_manifest(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<(Key, String)>> {
    tx.all(
        "select s.key, v.number from manifest m join release r on r.id = m.release_id
         join system s on s.id = m.system_id join version v on v.id = m.version_id
         where m.release_id = $1 and {seen r} and {visible s.portfolio_id} order by s.key_lower",
        args![release],
        |row| Ok((row.read("key")?, row.text("number")?)),
    )
}

/// The version of a system with this number or id.
///
/// # Errors
/// As [`Tx::all`].
pub fn version(tx: &mut Tx<'_>, system: SystemId, named: &str) -> Outcome<Option<(VersionId, String)>> {
    let column = if VersionId::from_kept(named).is_some() { "id" } else { "number" };
    let sql = format!(
        "-- global: the caller was found to see the system
         select id, number from version where system_id = $1 and {column} = $2"
    );
    tx.one(&sql, args![system, named], |row| Ok((row.read("id")?, row.text("number")?)))
}

/// Saves which version of a system a release delivers; answers the number it delivered before.
///
/// # Errors
/// As [`Tx::run`].
pub fn put_delivered(
    tx: &mut Tx<'_>,
    system: SystemId,
    version: VersionId,
    permit: &Permit<MayPlan>,
) -> Outcome<Option<String>> {
    let before = delivered(tx, system, permit)?;
    tx.run(
        "insert into manifest (release_id, system_id, version_id) values ($1, $2, $3)
         on conflict (release_id, system_id) do update set version_id = excluded.version_id",
        args![permit.on(), system, version],
    )?;
    Ok(before)
}

fn delivered(tx: &mut Tx<'_>, system: SystemId, permit: &Permit<MayPlan>) -> Outcome<Option<String>> {
    tx.one(
        "-- global: the caller was found to see the release
         select v.number from manifest m join version v on v.id = m.version_id where m.release_id = $1 and m.system_id = $2",
        args![permit.on(), system],
        |row| row.text("number"),
    )
}

/// A release no longer delivers a system; answers the number it delivered.
///
/// # Errors
/// As [`Tx::run`].
pub fn remove_delivered(tx: &mut Tx<'_>, system: SystemId, permit: &Permit<MayPlan>) -> Outcome<Option<String>> {
    let before = delivered(tx, system, permit)?;
    tx.run("delete from manifest where release_id = $1 and system_id = $2", args![permit.on(), system])?;
    Ok(before)
}

/// The keys of the systems that the visible members of a train touch, in order.
///
/// # Errors
/// As [`Tx::all`].
pub fn systems_of_members(tx: &mut Tx<'_>, train: ReleaseId) -> Outcome<Vec<Ref<SystemId>>> {
    tx.all(
        "select distinct s.id as system_id, s.key as system_key, s.name as system_name, s.key_lower
         from release r join release_system rs on rs.release_id = r.id join system s on s.id = rs.system_id
         where r.parent_id = $1 and r.archived_at is null and {seen r} and {visible s.portfolio_id}
         order by s.key_lower",
        args![train],
        |row| row.mention("system"),
    )
}
