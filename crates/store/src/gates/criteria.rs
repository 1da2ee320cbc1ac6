//! Criteria of gates, in the order they were written.

use crate::{
    args,
    grants::Holder,
    tx::{Tx, guarded},
    value::{Arg, Row, json},
};
use signalbox_domain::{
    Due, Key, Name, Outcome, PersonRef, Problem, Ref, Zone,
    authz::{Action, Permit, Plan, Work},
    gates::{Criterion, Said},
    id::{AttachmentId, MilestoneId, PersonId, ReleaseId},
    people::Party,
};
use std::collections::HashMap;

/// A criterion as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The criterion.
    pub criterion: Criterion,
    /// Who sees to it.
    pub owner: Option<Holder>,
    /// Who said what was said of it.
    pub said_by: Option<PersonRef>,
    /// The release.
    pub release: Ref<ReleaseId>,
    /// The zone in which its days are counted.
    pub zone: Zone,
    /// The key of the gate.
    pub gate_key: Key,
    /// What that is called.
    pub gate_name: Name,
    /// When that is due.
    pub gate_due: Due,
}

const VIEW: &str =
    "c.id, c.milestone_id, m.key as gate_key, m.name as gate_name, m.due_day as gate_day, m.due_time as gate_time,
    m.due_zone as gate_zone, c.release_id, r.key as release_key, r.name as release_name, r.zone, r.portfolio_id, c.name, c.description, c.person_id, p.name as person_name,
    c.team_id, t.key as team_key, t.name as team_name, c.due_day, c.expression, c.state, c.evidence, c.said_by,
    sayer.id as sayer_id, sayer.name as sayer_name, c.said_at, c.reason, c.rev
    from criterion c join release r on r.id = c.release_id join milestone m on m.id = c.milestone_id
    left join person p on p.id = c.person_id left join team t on t.id = c.team_id
    left join person sayer on sayer.id = c.said_by";

fn read(row: &mut Row) -> Outcome<View> {
    let owner = match row.maybe::<PersonId>("person_id")? {
        Some(id) => Some(Holder::Person(PersonRef { id, name: row.read("person_name")? })),
        None => row.maybe_mention("team")?.map(Holder::Team),
    };
    let release: Ref<ReleaseId> = row.mention("release")?;
    let (by, at) = (row.maybe("said_by")?, row.maybe_instant("said_at")?);
    let said = match (row.text("state")?.as_str(), at) {
        ("met", Some(at)) => Said::Met { by, at },
        ("unmet", Some(at)) => Said::Unmet { by, at, reason: row.maybe_text("reason")?.unwrap_or_default() },
        _ => Said::Open,
    };
    let criterion = Criterion {
        id: row.read("id")?,
        gate: row.read("milestone_id")?,
        release: release.id,
        portfolio: row.read("portfolio_id")?,
        name: row.read("name")?,
        description: row.text("description")?,
        owner: owner.as_ref().map(|holder| match holder {
            Holder::Person(who) => Party::Person(who.id),
            Holder::Team(team) => Party::Team(team.id),
        }),
        due: row.maybe("due_day")?,
        expression: row.maybe_text("expression")?,
        said,
        evidence: row.json("evidence")?,
        rev: row.int("rev")?,
    };
    Ok(View {
        criterion,
        owner,
        said_by: row.maybe_person("sayer")?,
        release,
        zone: row.read("zone")?,
        gate_key: row.read("gate_key")?,
        gate_name: row.read("gate_name")?,
        gate_due: row.due("gate")?,
    })
}

/// The criteria of a gate that the caller was found to see.
///
/// # Errors
/// As [`Tx::all`].
pub fn of_gate(tx: &mut Tx<'_>, gate: MilestoneId) -> Outcome<Vec<View>> {
    let sql = format!("select {VIEW} where c.milestone_id = $1 and {{seen r}} order by c.id");
    tx.all(&sql, args![gate], read)
}

/// The criteria of a release, in the order of its gates.
///
/// # Errors
/// As [`Tx::all`].
pub fn of_release(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<Vec<View>> {
    let sql = format!("select {VIEW} where c.release_id = $1 and {{seen r}} order by c.milestone_id, c.id");
    tx.all(&sql, args![release], read)
}

/// The criteria that wait for a person or one of their teams: not met, of gates that are not decided, the nearest first.
///
/// # Errors
/// As [`Tx::all`].
pub fn waiting_for(tx: &mut Tx<'_>, person: PersonId, limit: usize) -> Outcome<Vec<View>> {
    let sql = format!(
        "select {VIEW} where c.state <> 'met' and c.expression is null and m.state = 'pending' and r.archived_at is null and {{seen r}}
            and (c.person_id = $1 or c.team_id in (select mine.team_id from team_member mine where mine.person_id = $1))
         order by coalesce(c.due_day, m.due_day), c.id limit $2"
    );
    tx.all(&sql, args![person, limit], read)
}

/// The criterion with this id.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let sql = format!("select {VIEW} where c.id = $1 and {{seen r}}");
    tx.one(&sql, args![named], read)?.ok_or_else(|| Problem::missing("criterion", named))
}

/// What may change criteria: planning the release, and working on it.
pub trait Changes: Action {}
impl Changes for Plan {}
impl Changes for Work {}

/// Adds a criterion.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, criterion: &Criterion, permit: &Permit<Plan>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on()), criterion.gate.into(), criterion.release.into()];
    values.extend(content(criterion)?);
    tx.run(
        "insert into criterion (id, milestone_id, release_id, name, description, person_id, team_id, due_day, expression,
             state, evidence, said_by, said_at, reason, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)",
        &values,
    )?;
    Ok(())
}

/// Saves a changed criterion.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn update<A: Changes>(tx: &mut Tx<'_>, before: &Criterion, after: &Criterion, permit: &Permit<A>) -> Outcome<()> {
    let mut values = vec![Arg::from(permit.on())];
    values.extend(content(after)?);
    values.push(before.rev.into());
    let changed = tx.run(
        "update criterion set name = $2, description = $3, person_id = $4, team_id = $5, due_day = $6, expression = $7,
                state = $8, evidence = $9, said_by = $10, said_at = $11, reason = $12, rev = rev + 1
         where id = $1 and rev = $13",
        &values,
    )?;
    guarded(changed, "criterion", before.rev)
}

/// Removes a criterion.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; a refusal for one that was waived; database problems as
/// [`Tx::run`].
pub fn delete(tx: &mut Tx<'_>, before: &Criterion, permit: &Permit<Plan>) -> Outcome<()> {
    let waived = tx.one(
        "-- global: the caller was found to see the release
         select count(*) as waived from waiver where criterion_id = $1",
        args![permit.on()],
        |row| row.int("waived"),
    )?;
    if waived.unwrap_or(0) > 0 {
        let told = "a waiver names the criterion; it stays, so that this can be told";
        return Err(Problem::refused("on_record", told));
    }
    let changed = tx.run("delete from criterion where id = $1 and rev = $2", args![permit.on(), before.rev])?;
    guarded(changed, "criterion", before.rev)
}

/// The attachments of a release that are there, with their digests: what evidence is held against.
///
/// # Errors
/// As [`Tx::all`].
pub fn files(tx: &mut Tx<'_>, release: ReleaseId) -> Outcome<HashMap<AttachmentId, String>> {
    let rows = tx.all(
        "select a.id, a.sha256 from attachment a join release r on r.id = a.release_id
         where a.release_id = $1 and a.whole = true and {seen r}",
        args![release],
        |row| Ok((row.read("id")?, row.text("sha256")?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// What may change of it, in the order of the columns.
fn content(criterion: &Criterion) -> Outcome<[Arg; 11]> {
    let (person, team) = match criterion.owner {
        Some(Party::Person(id)) => (Some(id), None),
        Some(Party::Team(id)) => (None, Some(id)),
        None => (None, None),
    };
    let (by, at, reason) = match &criterion.said {
        Said::Open => (None, None, None),
        Said::Met { by, at } => (*by, Some(*at), None),
        Said::Unmet { by, at, reason } => (*by, Some(*at), Some(reason.as_str())),
    };
    Ok([
        (&criterion.name).into(),
        criterion.description.as_str().into(),
        person.into(),
        team.into(),
        criterion.due.into(),
        criterion.expression.as_deref().into(),
        criterion.said.name().into(),
        json(&criterion.evidence)?,
        by.into(),
        at.into(),
        reason.into(),
    ])
}
