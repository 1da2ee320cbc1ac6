//! Gates: what holds them, who has to approve, what was waived; and everything that waits for somebody.

pub mod approvals;
pub mod criteria;
pub mod ground;
pub mod inbox;
pub mod rules;
pub mod waivers;
pub mod watch;

use crate::{App, Ctx, plans};
use ground::{Ground, Voters};
use signalbox_domain::{
    Outcome, PersonRef, Problem, Reason, Ref,
    gates::{Compliance, standing::Finding},
    id::{ApprovalRuleId, MilestoneId, ReleaseId, StageId},
    releases::{Milestone, MilestoneKind, MilestoneState, Plan, Release},
};
use signalbox_store::{
    Tx,
    gates::{content, criteria as criterion_store, requests, rules as rule_store, waivers as waiver_store},
    plans as plan_store, releases,
};
use std::collections::{BTreeSet, HashMap};

pub use criterion_store::View as CriterionView;
pub use plans::MilestoneView;
pub use requests::{Said, View as RequestView};
pub use rule_store::View as RuleView;
pub use waiver_store::View as WaiverView;

/// How far a rule is, to a reader.
#[derive(Clone, Debug)]
pub struct RuleStanding {
    /// The rule.
    pub view: RuleView,
    /// How many approvals count.
    pub has: i64,
    /// How many it lacks.
    pub lacks: i64,
    /// Whether those before it are fulfilled.
    pub is_open: bool,
    /// Some of whom it names.
    pub names: Vec<String>,
}

/// What whoever looks can say to the request that waits.
#[derive(Clone, Debug)]
pub struct MyVote {
    /// By which rule.
    pub rule: ApprovalRuleId,
    /// For whom; oneself when absent.
    pub on_behalf_of: Option<PersonRef>,
    /// Whether it has to be signed.
    pub signed: bool,
}

/// A gate with everything that holds it, as a reader wants it.
#[derive(Clone, Debug)]
pub struct GateView {
    /// The release.
    pub release: Ref<ReleaseId>,
    /// The gate.
    pub gate: MilestoneView,
    /// Its criteria with what each comes to.
    pub criteria: Vec<(CriterionView, Finding)>,
    /// Its rules with how far each is.
    pub rules: Vec<RuleStanding>,
    /// The last request for approval.
    pub request: Option<RequestView>,
    /// What was said to it.
    pub said: Vec<Said>,
    /// What is different from what was to be approved, in words.
    pub changed: Vec<&'static str>,
    /// Its waivers.
    pub waivers: Vec<WaiverView>,
    /// What it lacks.
    pub blockers: Vec<Reason>,
    /// How it stands.
    pub compliance: Compliance,
    /// What the caller can say to the request that waits.
    pub mine: Vec<MyVote>,
    /// Why they can say nothing, while one waits.
    pub barred: Vec<Reason>,
}

/// A gate with everything that holds it.
///
/// # Errors
/// [`Problem::NotFound`], also for a milestone that is no gate.
pub async fn get(app: &App, ctx: &Ctx, release: String, gate: String) -> Outcome<GateView> {
    app.db.read(ctx, move |tx| look(tx, &release, &gate)).await
}

pub(crate) fn look(tx: &mut Tx<'_>, release: &str, gate: &str) -> Outcome<GateView> {
    let ground = Ground::named(tx, release, gate)?;
    let voters = Voters::of_caller(tx)?;
    let given = ground.given();
    let (mine, barred) = match &ground.request {
        Some(view) if view.request.end.is_none() => ground.options(tx, &voters)?,
        _ => (Vec::new(), Vec::new()),
    };
    let tallies = ground.tallies(&given);
    let (blockers, compliance) = {
        let gate = ground.gate(&tallies);
        (gate.blockers(), gate.compliance(ground.has_exceptions(tx.now())))
    };
    let mut rules = Vec::new();
    for view in &ground.rules {
        let tally = tallies.iter().find(|tally| tally.rule == view.rule.id);
        rules.push(RuleStanding {
            has: tally.map_or(0, |tally| i64::try_from(tally.counted.len()).unwrap_or(i64::MAX)),
            lacks: tally.map_or(view.rule.needs, |tally| tally.lacks),
            is_open: tally.is_some_and(|tally| tally.is_open),
            names: rule_store::names(tx, ground.release.portfolio, &view.rule)?,
            view: view.clone(),
        });
    }
    let gate = plans::milestone_view(tx, &ground.release, ground.milestone.id)?;
    Ok(GateView {
        release: Ref { id: ground.release.id, key: ground.release.key.clone(), name: ground.release.name.clone() },
        gate,
        rules,
        blockers,
        compliance,
        mine,
        barred,
        criteria: ground.criteria.into_iter().zip(ground.findings).map(|(view, (_, found))| (view, found)).collect(),
        request: ground.request,
        said: ground.said,
        changed: ground.changed,
        waivers: ground.waivers,
    })
}

/// How one gate of a release stands.
#[derive(Clone, Debug)]
pub struct GateStanding {
    /// The gate.
    pub gate: Milestone,
    /// How it stands; what is decided stands as it was decided.
    pub compliance: Compliance,
    /// What it lacks.
    pub blockers: Vec<Reason>,
    /// How many waivers hold at it.
    pub exceptions: usize,
}

/// How the gates of a release stand, and of a train those of its members, too.
#[derive(Clone, Debug)]
pub struct Rollup {
    /// The release.
    pub release: Ref<ReleaseId>,
    /// As bad as its worst gate that is due or decided.
    pub compliance: Compliance,
    /// Its gates by deadline.
    pub gates: Vec<GateStanding>,
    /// How many waivers of policies hold for it.
    pub exceptions: usize,
}

/// How a release stands to its gates: one roll-up of its own, and one for each member of a train.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn compliance(app: &App, ctx: &Ctx, release: String) -> Outcome<Vec<Rollup>> {
    app.db
        .read(ctx, move |tx| {
            let release = releases::get(tx, &release)?;
            let own = Ref { id: release.id, key: release.key, name: release.name };
            let mut all = vec![own];
            all.extend(content::member_mentions(tx, release.id)?);
            let ids: Vec<ReleaseId> = all.iter().map(|one| one.id).collect();
            let mut gates: HashMap<ReleaseId, Vec<Milestone>> = HashMap::new();
            for (of, gate) in plan_store::milestones_of(tx, &serde_json::json!(ids))? {
                if gate.kind == MilestoneKind::Gate {
                    gates.entry(of).or_default().push(gate);
                }
            }
            let each: Vec<_> = gates.values().flatten().map(|gate| gate.id).collect();
            let held = rule_store::held(tx, &each)?;
            let mut exceptions: HashMap<ReleaseId, usize> = HashMap::new();
            for waiver in waiver_store::of_policies(tx, &ids, tx.now())? {
                *exceptions.entry(waiver.release).or_default() += 1;
            }
            let mut rollups = Vec::new();
            for release in all {
                let (gates, exceptions) = (gates.remove(&release.id), exceptions.remove(&release.id));
                rollups.push(rollup(tx, release, gates.unwrap_or_default(), &held, exceptions.unwrap_or_default())?);
            }
            Ok(rollups)
        })
        .await
}

fn rollup(
    tx: &mut Tx<'_>,
    release: Ref<ReleaseId>,
    gates: Vec<Milestone>,
    held: &BTreeSet<MilestoneId>,
    of_policies: usize,
) -> Outcome<Rollup> {
    let now = tx.now();
    let mut standings = Vec::new();
    for gate in gates {
        let (mut blockers, mut exceptions, mut by_rules) = (Vec::new(), 0, Compliance::Compliant);
        if held.contains(&gate.id) {
            let ground = Ground::named(tx, &release.id.to_string(), &gate.id.to_string())?;
            exceptions = ground.waivers.iter().filter(|view| view.waiver.holds(now)).count();
            let tallies = ground.tallies(&ground.given());
            let held = ground.gate(&tallies);
            by_rules = held.compliance(exceptions > 0);
            blockers = held.blockers();
        }
        let compliance = match &gate.state {
            MilestoneState::Passed { .. } => by_rules,
            // Nothing is amiss with what is not due yet.
            MilestoneState::Pending if gate.due.instant() > now => Compliance::Compliant,
            MilestoneState::Pending | MilestoneState::Failed { .. } => Compliance::NotCompliant,
        };
        standings.push(GateStanding { gate, compliance, blockers, exceptions });
    }
    let by_policies = if of_policies > 0 { Compliance::CompliantWithException } else { Compliance::Compliant };
    let compliance = Compliance::of_all(standings.iter().map(|gate| gate.compliance).chain([by_policies]));
    Ok(Rollup { release, compliance, gates: standings, exceptions: of_policies })
}

/// Goes on only when what holds a gate lets it pass. For whoever passes it by their own right, and for what is applied.
///
/// # Errors
/// A refusal with everything that it lacks, and who can help.
pub(crate) fn may_pass(
    tx: &mut Tx<'_>,
    release: &Release,
    plan: &signalbox_domain::releases::Plan,
    gate: &Milestone,
) -> Outcome<()> {
    let ground = Ground::load(tx, release, plan, gate)?;
    let tallies = ground.tallies(&ground.given());
    let reasons = ground.gate(&tallies).blockers();
    if reasons.is_empty() {
        return Ok(());
    }
    Err(Problem::Refused { detail: format!("{} cannot be passed yet", gate.name), reasons })
}

/// Goes on only when no change of a plan gets round what holds a gate: by passing it, or by making it a mere milestone.
///
/// # Errors
/// As [`may_pass`] and [`may_be_no_gate`].
pub(crate) fn hold(tx: &mut Tx<'_>, release: &Release, before: &Plan, after: &Plan) -> Outcome<()> {
    let is_passed = |one: &Milestone| matches!(one.state, MilestoneState::Passed { .. });
    for (former, gate) in before
        .milestones
        .iter()
        .filter_map(|former| after.milestones.iter().find(|one| one.id == former.id).map(|gate| (former, gate)))
    {
        if is_passed(gate) && !is_passed(former) {
            may_pass(tx, release, before, gate)?;
        }
        if former.kind == MilestoneKind::Gate && gate.kind != former.kind {
            may_be_no_gate(tx, former)?;
        }
    }
    Ok(())
}

/// Goes on only when nothing holds a gate that is to be a mere milestone, which nothing would hold any more.
///
/// # Errors
/// A refusal for a gate that has criteria, rules, waivers, or guards a stage.
fn may_be_no_gate(tx: &mut Tx<'_>, gate: &Milestone) -> Outcome<()> {
    if gate.guards.is_none() && rule_store::held(tx, &[gate.id])?.is_empty() {
        return Ok(());
    }
    let told = format!("{} is held by criteria, rules or waivers, or guards a stage: it stays a gate", gate.name);
    let reason = Reason::new("held", told.clone()).cleared_by("whoever plans the release, by taking these off first");
    Err(Problem::Refused { detail: told, reasons: vec![reason] })
}

/// A gate that guards a stage, and why nothing of the release may go there, or to a later one.
#[derive(Clone, Debug)]
pub struct Guarding {
    /// The gate.
    pub gate: Milestone,
    /// The stage that it guards.
    pub stage: StageId,
    /// What holds it, and who can help; nothing once it is passed and what was approved is still what is there.
    pub reasons: Vec<Reason>,
}

/// The gates of a release that guard a stage, by deadline.
///
/// # Errors
/// As [`Ground::load`].
pub(crate) fn guarding(tx: &mut Tx<'_>, release: &Release) -> Outcome<Vec<Guarding>> {
    let plan = plan_store::load(tx, release)?;
    let guards: Vec<(Milestone, StageId)> = plan
        .milestones
        .iter()
        .filter(|one| one.kind == MilestoneKind::Gate)
        .filter_map(|one| one.guards.map(|stage| (one.clone(), stage)))
        .collect();
    let ids: Vec<MilestoneId> = guards.iter().map(|(gate, _)| gate.id).collect();
    let held = if ids.is_empty() { BTreeSet::new() } else { rule_store::held(tx, &ids)? };
    let mut all = Vec::new();
    for (gate, stage) in guards {
        let mut reasons = Vec::new();
        if held.contains(&gate.id) {
            let ground = Ground::load(tx, release, &plan, &gate)?;
            let tallies = ground.tallies(&ground.given());
            reasons = ground.gate(&tallies).blockers();
        }
        match &gate.state {
            MilestoneState::Passed { .. } => {}
            MilestoneState::Failed { reason, .. } => {
                let why = reason.as_deref().map_or_else(String::new, |why| format!(": {why}"));
                let told = Reason::new("gate_failed", format!("{} failed{why}", gate.name));
                reasons.insert(0, told.cleared_by("whoever may decide gates, by reopening it"));
            }
            MilestoneState::Pending if reasons.is_empty() => {
                let told = Reason::new("gate_open", format!("{} is not passed yet", gate.name));
                reasons.push(told.cleared_by("whoever may decide gates"));
            }
            MilestoneState::Pending => {}
        }
        all.push(Guarding { gate, stage, reasons });
    }
    Ok(all)
}
