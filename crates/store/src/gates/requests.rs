//! Requests for the approval of gates, and what was said to them.

use crate::{
    args,
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    tx::{Tx, guarded},
    value::{Row, json},
};
use jiff::Timestamp;
use signalbox_domain::{
    Due, Key, Name, Outcome, PersonRef, Problem, Ref,
    gates::{Approval, Ending, Request},
    id::{ApprovalRequestId, MilestoneId, PersonId, ReleaseId},
};
use std::collections::HashMap;

/// A request as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The request.
    pub request: Request,
    /// The release.
    pub release: Ref<ReleaseId>,
    /// The key of the gate.
    pub gate_key: Key,
    /// When the gate is due.
    pub gate_due: Due,
    /// Who asked.
    pub requested_by: Option<PersonRef>,
    /// For whom.
    pub requested_for: Option<PersonRef>,
    /// Who ended it.
    pub ended_by: Option<PersonRef>,
}

const VIEW: &str = "q.id, q.milestone_id, m.key as gate_key, m.name as gate_name, m.due_day, m.due_time, m.due_zone,
    m.due_at, q.release_id, r.key as release_key, r.name as release_name, r.portfolio_id, q.number, q.content, q.digest,
    q.note, asker.id as asker_id, asker.name as asker_name, absent.id as absent_id, absent.name as absent_name,
    q.requested_at, q.expires_at, q.outcome, q.ended_at, ender.id as ender_id, ender.name as ender_name, q.reason, q.rev
    from approval_request q join release r on r.id = q.release_id join milestone m on m.id = q.milestone_id
    left join person asker on asker.id = q.requested_by
    left join person absent on absent.id = q.requested_for
    left join person ender on ender.id = q.ended_by";

fn read(row: &mut Row) -> Outcome<View> {
    let release: Ref<ReleaseId> = row.mention("release")?;
    let (asker, absent, ender) = (row.maybe_person("asker")?, row.maybe_person("absent")?, row.maybe_person("ender")?);
    let end = match (row.maybe("outcome")?, row.maybe_instant("ended_at")?) {
        (Some(outcome), Some(at)) => {
            Some(Ending { outcome, at, by: ender.as_ref().map(|person| person.id), reason: row.maybe_text("reason")? })
        }
        _ => None,
    };
    let request = Request {
        id: row.read("id")?,
        gate: row.read("milestone_id")?,
        gate_name: row.read("gate_name")?,
        release: release.id,
        portfolio: row.read("portfolio_id")?,
        number: row.int("number")?,
        content: row.json("content")?,
        digest: row.text("digest")?,
        note: row.text("note")?,
        requested_by: asker.as_ref().map(|person| person.id),
        requested_for: absent.as_ref().map(|person| person.id),
        requested_at: row.instant("requested_at")?,
        expires_at: row.maybe_instant("expires_at")?,
        end,
        rev: row.int("rev")?,
    };
    Ok(View {
        request,
        release,
        gate_key: row.read("gate_key")?,
        gate_due: row.due("due")?,
        requested_by: asker,
        requested_for: absent,
        ended_by: ender,
    })
}

/// The request with this id.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let sql = format!("select {VIEW} where q.id = $1 and {{seen r}}");
    tx.one(&sql, args![named], read)?.ok_or_else(|| Problem::missing("approval request", named))
}

/// The last request for a gate.
///
/// # Errors
/// As [`Tx::all`].
pub fn last_of(tx: &mut Tx<'_>, gate: MilestoneId) -> Outcome<Option<View>> {
    let sql = format!("select {VIEW} where q.milestone_id = $1 and {{seen r}} order by q.number desc limit 1");
    tx.one(&sql, args![gate], read)
}

/// What a list of requests is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this release.
    pub release: Option<ReleaseId>,
    /// Of this gate.
    pub gate: Option<MilestoneId>,
    /// Whether they still wait.
    pub open: Option<bool>,
}

/// Requests by when their gates are due: what is decided in one sitting, in order.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    // Of one release everything is told, whatever became of that.
    let is_kept = filter.release.is_some() || filter.gate.is_some();
    let mut conditions = if is_kept { Conditions::default() } else { Conditions::always("r.archived_at is null") };
    conditions.when("q.release_id = $n", filter.release);
    conditions.when("q.milestone_id = $n", filter.gate);
    match filter.open {
        Some(true) => conditions.and("q.outcome is null"),
        Some(false) => conditions.and("q.outcome is not null"),
        None => {}
    }
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from approval_request q join release r on r.id = q.release_id
             where {{seen r}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("due", 2)? {
        let place = conditions.value(&after[0]);
        conditions.with(&format!("(m.due_at, q.id) > ({place}, $n)"), &after[1]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!("select {VIEW} where {{seen r}} and {} order by m.due_at, q.id limit {limit}", conditions.sql());
    let items = tx.all(&sql, conditions.values(), read)?;
    let place = |view: &View| {
        vec![Place::Int(view.gate_due.instant().as_microsecond()), Place::Text(view.request.id.to_string())]
    };
    Ok(Slice { total, ..slice(items, size, "due", place) })
}

/// The requests that wait and of which a rule names one of these people, by when their gates are due.
///
/// # Errors
/// As [`Tx::all`].
pub fn naming(tx: &mut Tx<'_>, people: &[PersonId], limit: usize) -> Outcome<Vec<View>> {
    let now = tx.now();
    let sql = format!(
        "select {VIEW} where q.outcome is null and r.archived_at is null and {{seen r}}
            and (q.expires_at is null or q.expires_at > $3) and exists (
                select 1 from approval_rule a where a.milestone_id = q.milestone_id and (
                    a.person_id in {{each $1}}
                    or a.team_id in (select tm.team_id from team_member tm where tm.person_id in {{each $1}})
                    or exists (select 1 from role_grant g
                        join portfolio_closure c on c.ancestor_id = g.portfolio_id and c.portfolio_id = r.portfolio_id
                        where (g.role = a.role or g.custom_role_id = a.custom_role_id)
                           and (g.until_at is null or g.until_at > $3)
                           and (g.person_id in {{each $1}}
                                or g.team_id in (select tm.team_id from team_member tm
                                    where tm.person_id in {{each $1}})))))
         order by m.due_at, q.id limit $2"
    );
    tx.all(&sql, args![&serde_json::json!(people), limit, now], read)
}

/// Whether there is any request that what changes may bear on.
///
/// # Errors
/// As [`Tx::all`].
pub fn any_to_watch(tx: &mut Tx<'_>) -> Outcome<bool> {
    let found = tx.one(
        "-- global: the system looks after all
         select 1 as one from approval_request where outcome is null or outcome = 'approved' limit 1",
        &[],
        |row| row.int("one"),
    )?;
    Ok(found.is_some())
}

/// The number that the next request for a gate has.
///
/// # Errors
/// As [`Tx::all`].
pub fn next_number(tx: &mut Tx<'_>, gate: MilestoneId) -> Outcome<i64> {
    let last = tx.one(
        "-- global: the caller was found to see the gate
         select coalesce(max(number), 0) as last from approval_request where milestone_id = $1",
        args![gate],
        |row| row.int("last"),
    )?;
    Ok(last.unwrap_or(0) + 1)
}

/// Adds a request. The use case sees to it that whoever asks may.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, request: &Request) -> Outcome<()> {
    let content = json(&request.content)?;
    tx.run(
        "insert into approval_request (id, milestone_id, release_id, number, content, digest, note, requested_by,
             requested_for, requested_at, expires_at, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)",
        &[
            request.id.into(),
            request.gate.into(),
            request.release.into(),
            request.number.into(),
            content,
            request.digest.as_str().into(),
            request.note.as_str().into(),
            request.requested_by.into(),
            request.requested_for.into(),
            request.requested_at.into(),
            request.expires_at.into(),
        ],
    )?;
    Ok(())
}

/// Saves how a request ended. The use case sees to it that whoever ends it may.
///
/// # Errors
/// [`Problem::Stale`] when somebody else changed it meanwhile; database problems as [`Tx::run`].
pub fn end(tx: &mut Tx<'_>, before: &Request, ending: &Ending) -> Outcome<()> {
    let changed = tx.run(
        "update approval_request set outcome = $3, ended_at = $4, ended_by = $5, reason = $6, rev = rev + 1
         where id = $1 and rev = $2",
        args![before.id, before.rev, ending.outcome, ending.at, ending.by, ending.reason.as_deref()],
    )?;
    guarded(changed, "approval request", before.rev)
}

/// What was said to a request, in order, as a reader wants it.
#[derive(Clone, Debug)]
pub struct Said {
    /// What was said.
    pub approval: Approval,
    /// By whom.
    pub person: PersonRef,
    /// For whom.
    pub on_behalf_of: Option<PersonRef>,
}

/// What was said to requests, in order.
///
/// # Errors
/// As [`Tx::all`].
pub fn said(tx: &mut Tx<'_>, requests: &[ApprovalRequestId]) -> Outcome<HashMap<ApprovalRequestId, Vec<Said>>> {
    let rows = tx.all(
        "select a.id, a.request_id, a.rule_id, a.rule_name, p.id as person_id, p.name as person_name,
                b.id as behalf_id, b.name as behalf_name, a.verdict, a.comment, a.at, a.printed_name, a.statement,
                a.statement_digest
         from approval a join approval_request q on q.id = a.request_id join release r on r.id = q.release_id
         join person p on p.id = a.person_id left join person b on b.id = a.on_behalf_of
         where a.request_id in {each $1} and {seen r} order by a.request_id, a.id",
        args![&serde_json::json!(requests)],
        |row| {
            let person = PersonRef { id: row.read("person_id")?, name: row.read("person_name")? };
            let behalf = row.maybe_person("behalf")?;
            let approval = Approval {
                id: row.read("id")?,
                request: row.read("request_id")?,
                rule: row.read("rule_id")?,
                rule_name: row.read("rule_name")?,
                person: person.id,
                on_behalf_of: behalf.as_ref().map(|who| who.id),
                verdict: row.read("verdict")?,
                comment: row.maybe_text("comment")?,
                at: row.instant("at")?,
                printed_name: row.read("printed_name")?,
                statement: row.maybe_text("statement")?,
                statement_digest: row.maybe_text("statement_digest")?,
            };
            Ok(Said { approval, person, on_behalf_of: behalf })
        },
    )?;
    let mut said: HashMap<ApprovalRequestId, Vec<Said>> = HashMap::new();
    for one in rows {
        said.entry(one.approval.request).or_default().push(one);
    }
    Ok(said)
}

/// Adds what somebody said. Of one person, whomever they act for, a request takes one word: the second of two that race finds
/// the first, or loses and is tried again.
///
/// # Errors
/// A refusal for somebody who has said something; database problems as [`Tx::run`].
pub fn say(tx: &mut Tx<'_>, approval: &Approval) -> Outcome<()> {
    tx.run(
        "insert into approval (id, request_id, rule_id, rule_name, person_id, on_behalf_of, verdict, comment, at,
             printed_name, statement, statement_digest)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            approval.id,
            approval.request,
            approval.rule,
            &approval.rule_name,
            approval.person,
            approval.on_behalf_of,
            approval.verdict,
            approval.comment.as_deref(),
            approval.at,
            &approval.printed_name,
            approval.statement.as_deref(),
            approval.statement_digest.as_deref(),
        ],
    )?;
    for person in std::iter::once(approval.person).chain(approval.on_behalf_of.filter(|it| *it != approval.person)) {
        let taken = tx.run(
            "insert into approval_person (request_id, person_id, approval_id) values ($1, $2, $3)
             on conflict (request_id, person_id) do nothing",
            args![approval.request, person, approval.id],
        )?;
        if taken == 0 {
            return Err(Problem::refused("counted", "the same person has spoken already; a person counts once"));
        }
    }
    Ok(())
}

/// Open requests whose time is over at an instant.
///
/// # Errors
/// As [`Tx::all`].
pub fn lapsed(tx: &mut Tx<'_>, at: Timestamp, limit: usize) -> Outcome<Vec<View>> {
    let sql = format!(
        "select {VIEW} where q.outcome is null and q.expires_at <= $1 and {{seen r}} order by q.expires_at, q.id limit $2"
    );
    tx.all(&sql, args![at, limit], read)
}

/// Open requests whose time is over soon, and of which nobody was reminded.
///
/// # Errors
/// As [`Tx::all`].
pub fn to_remind(tx: &mut Tx<'_>, before: Timestamp, limit: usize) -> Outcome<Vec<View>> {
    let sql = format!(
        "select {VIEW} where q.outcome is null and q.reminded_at is null and q.expires_at <= $1 and {{seen r}}
         order by q.expires_at, q.id limit $2"
    );
    tx.all(&sql, args![before, limit], read)
}

/// Notes that those who have to decide were reminded.
///
/// # Errors
/// As [`Tx::run`].
pub fn reminded(tx: &mut Tx<'_>, id: ApprovalRequestId) -> Outcome<()> {
    let now = tx.now();
    tx.run("update approval_request set reminded_at = $2 where id = $1", args![id, now])?;
    Ok(())
}

/// Requests that wait or were approved, of releases about which something was journalled after a position: those whose
/// content may be another now. Answers the last position looked at, too.
///
/// # Errors
/// As [`Tx::all`].
pub fn to_look_at(tx: &mut Tx<'_>, after: i64, limit: usize) -> Outcome<(i64, Vec<View>)> {
    let upto = tx.one(
        "-- global: the system looks after all
         select coalesce(max(e.position), $1) as upto from
         (select position from event where position > $1 order by position limit $2) e",
        args![after, limit],
        |row| row.int("upto"),
    )?;
    let upto = upto.unwrap_or(after);
    if upto == after {
        return Ok((after, Vec::new()));
    }
    let sql = format!(
        "select {VIEW} where (q.outcome is null or (q.outcome = 'approved' and m.state = 'passed')) and {{seen r}}
            and q.release_id in (select e.about from event e where e.position > $1 and e.position <= $2
                union select e.subject from event e where e.position > $1 and e.position <= $2
                union select child.parent_id from event e join release child on child.id = e.about
                where e.position > $1 and e.position <= $2 and e.kind in ('release.created', 'release.changed'))
            and q.number = (select max(number) from approval_request later where later.milestone_id = q.milestone_id)
         order by q.id"
    );
    Ok((upto, tx.all(&sql, args![after, upto], read)?))
}

/// The position up to which requests were looked at.
///
/// # Errors
/// As [`Tx::all`].
pub fn looked_at(tx: &mut Tx<'_>) -> Outcome<i64> {
    let position = tx.one(
        "-- global: the system looks after all
         select position from approval_cursor",
        &[],
        |row| row.int("position"),
    )?;
    Ok(position.unwrap_or(0))
}

/// Notes up to which position requests were looked at.
///
/// # Errors
/// [`Problem::LostRace`] when another node looked meanwhile; database problems as [`Tx::run`].
pub fn look_from(tx: &mut Tx<'_>, before: i64, after: i64) -> Outcome<()> {
    let changed = tx.run("update approval_cursor set position = $2 where position = $1", args![before, after])?;
    if changed == 0 { Err(Problem::LostRace) } else { Ok(()) }
}

/// The name of a person as printed.
///
/// # Errors
/// As [`Tx::all`]; [`Problem::NotFound`].
pub fn printed_name(tx: &mut Tx<'_>, person: PersonId) -> Outcome<Name> {
    crate::release_parts::person_name(tx, person)?.ok_or_else(|| Problem::missing("person", person))
}
