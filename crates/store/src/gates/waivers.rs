//! Waivers, the newest first.

use crate::{
    args,
    filter::Conditions,
    page::{Page, Place, Slice, slice},
    tx::{Tx, guarded},
    value::Row,
};
use jiff::Timestamp;
use signalbox_domain::{
    Name, Outcome, PersonRef, Problem, Ref,
    authz::{Decide, Permit},
    gates::{Waiver, waiver::State},
    id::{MilestoneId, PolicyId, ReleaseId},
};

/// A waiver as a reader wants it.
#[derive(Clone, Debug)]
pub struct View {
    /// The waiver.
    pub waiver: Waiver,
    /// The release.
    pub release: Ref<ReleaseId>,
    /// The gate.
    pub gate: Option<Ref<MilestoneId>>,
    /// The policy, when visible.
    pub policy: Option<Ref<PolicyId>>,
    /// What the criterion is called.
    pub criterion_name: Option<Name>,
    /// Who asked for it.
    pub requested_by: Option<PersonRef>,
    /// Who decided last.
    pub decided_by: Option<PersonRef>,
}

const VIEW: &str = "w.id, w.release_id, r.key as release_key, r.name as release_name, r.portfolio_id,
    coalesce(y.portfolio_id, r.portfolio_id) as decided_in, w.milestone_id, m.id as gate_id, m.key as gate_key,
    m.name as gate_name, w.policy_id, shown.id as shown_id, shown.key as shown_key, shown.name as shown_name,
    w.criterion_id, c.name as criterion_name, w.item, w.title, w.reason,
    w.requested_by, w.requested_for, asker.id as asker_id, asker.name as asker_name, w.requested_at, w.expires_at,
    w.state, w.decided_by, w.decided_for, decider.id as decider_id, decider.name as decider_name, w.decided_at,
    w.decision, w.rev
    from waiver w join release r on r.id = w.release_id left join milestone m on m.id = w.milestone_id
    left join policy y on y.id = w.policy_id
    left join policy shown on shown.id = w.policy_id and {over shown.portfolio_id}
    left join criterion c on c.id = w.criterion_id
    left join person asker on asker.id = w.requested_by
    left join person decider on decider.id = w.decided_by";

fn read(row: &mut Row) -> Outcome<View> {
    let release: Ref<ReleaseId> = row.mention("release")?;
    let waiver = Waiver {
        id: row.read("id")?,
        release: release.id,
        portfolio: row.read("portfolio_id")?,
        decided_in: row.read("decided_in")?,
        gate: row.maybe("milestone_id")?,
        policy: row.maybe("policy_id")?,
        criterion: row.maybe("criterion_id")?,
        item: row.maybe_text("item")?,
        title: row.read("title")?,
        reason: row.text("reason")?,
        requested_by: row.maybe("requested_by")?,
        requested_for: row.maybe("requested_for")?,
        requested_at: row.instant("requested_at")?,
        expires_at: row.maybe_instant("expires_at")?,
        state: row.read("state")?,
        decided_by: row.maybe("decided_by")?,
        decided_for: row.maybe("decided_for")?,
        decided_at: row.maybe_instant("decided_at")?,
        decision: row.maybe_text("decision")?,
        rev: row.int("rev")?,
    };
    Ok(View {
        waiver,
        release,
        gate: row.maybe_mention("gate")?,
        policy: row.maybe_mention("shown")?,
        criterion_name: row.maybe("criterion_name")?,
        requested_by: row.maybe_person("asker")?,
        decided_by: row.maybe_person("decider")?,
    })
}

/// The waiver with this id.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the caller may see; database problems as [`Tx::run`].
pub fn view(tx: &mut Tx<'_>, named: &str) -> Outcome<View> {
    let sql = format!("select {VIEW} where w.id = $1 and {{seen r}}");
    tx.one(&sql, args![named], read)?.ok_or_else(|| Problem::missing("waiver", named))
}

/// What a list of waivers is limited to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this release.
    pub release: Option<ReleaseId>,
    /// At this gate.
    pub gate: Option<MilestoneId>,
    /// Those of policies, or those at gates.
    pub of_policies: Option<bool>,
    /// As far as this.
    pub state: Option<State>,
}

/// Waivers, the newest first.
///
/// # Errors
/// As [`Tx::all`]; a fault for a cursor that is none.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page) -> Outcome<Slice<View>> {
    let size = page.size()?;
    let mut conditions = Conditions::default();
    conditions.when("w.release_id = $n", filter.release);
    conditions.when("w.milestone_id = $n", filter.gate);
    conditions.when("w.state = $n", filter.state);
    if let Some(of_policies) = filter.of_policies {
        conditions.and(if of_policies { "w.policy_id is not null" } else { "w.policy_id is null" });
    }
    let total = if page.total {
        let sql = format!(
            "select count(*) as total from waiver w join release r on r.id = w.release_id where {{seen r}} and {}",
            conditions.sql()
        );
        tx.one(&sql, conditions.values(), |row| row.int("total"))?
    } else {
        None
    };
    if let Some(after) = page.after("asked", 1)? {
        conditions.with("w.id < $n", &after[0]);
    }
    let limit = conditions.value(size + 1);
    let sql = format!("select {VIEW} where {{seen r}} and {} order by w.id desc limit {limit}", conditions.sql());
    let items = tx.all(&sql, conditions.values(), read)?;
    let place = |view: &View| vec![Place::Text(view.waiver.id.to_string())];
    Ok(Slice { total, ..slice(items, size, "asked", place) })
}

/// The waivers at a gate that the caller was found to see, in the order they were asked for.
///
/// # Errors
/// As [`Tx::all`].
pub fn of_gate(tx: &mut Tx<'_>, gate: MilestoneId) -> Outcome<Vec<View>> {
    let sql = format!("select {VIEW} where w.milestone_id = $1 and {{seen r}} order by w.id");
    tx.all(&sql, args![gate], read)
}

/// The waivers of policies that hold for releases at an instant, the one that holds longest last.
///
/// # Errors
/// As [`Tx::all`].
pub fn of_policies(tx: &mut Tx<'_>, releases: &[ReleaseId], at: Timestamp) -> Outcome<Vec<Waiver>> {
    let sql = format!(
        "select {VIEW} where w.release_id in {{each $1}} and w.policy_id is not null and w.state = $2 and w.expires_at > $3
         and {{seen r}} order by w.expires_at, w.id"
    );
    Ok(tx
        .all(&sql, args![&serde_json::json!(releases), State::Approved, at], read)?
        .into_iter()
        .map(|view| view.waiver)
        .collect())
}

/// Adds a waiver. The use case sees to it that whoever asks may.
///
/// # Errors
/// As [`Tx::run`].
pub fn insert(tx: &mut Tx<'_>, waiver: &Waiver) -> Outcome<()> {
    tx.run(
        "insert into waiver (id, release_id, milestone_id, policy_id, criterion_id, item, title, reason, requested_by, requested_for,
             requested_at, expires_at, state, rev)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)",
        args![
            waiver.id,
            waiver.release,
            waiver.gate,
            waiver.policy,
            waiver.criterion,
            waiver.item.as_deref(),
            &waiver.title,
            waiver.reason.as_str(),
            waiver.requested_by,
            waiver.requested_for,
            waiver.requested_at,
            waiver.expires_at,
            waiver.state,
        ],
    )?;
    Ok(())
}

/// Saves what was decided about a waiver.
///
/// # Errors
/// [`Problem::Stale`] when somebody else decided meanwhile; database problems as [`Tx::run`].
pub fn decide(tx: &mut Tx<'_>, before: &Waiver, after: &Waiver, permit: &Permit<Decide>) -> Outcome<()> {
    let changed = tx.run(
        "update waiver set state = $3, decided_by = $4, decided_for = $5, decided_at = $6, decision = $7, rev = rev + 1
         where id = $1 and rev = $2",
        args![
            permit.on(),
            before.rev,
            after.state,
            after.decided_by,
            after.decided_for,
            after.decided_at,
            after.decision.as_deref(),
        ],
    )?;
    guarded(changed, "waiver", before.rev)
}
