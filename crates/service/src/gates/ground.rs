//! Everything a decision at a gate stands on, read in one transaction.

use super::{CriterionView, MyVote, RequestView, RuleView, Said, WaiverView};
use jiff::Timestamp;
use signalbox_domain::{
    Outcome, PersonRef, Problem, Reason,
    expressions::facts::GATE,
    gates::{Approvers, Said as Word},
    gates::{
        Criterion, Duties, Gate, Rule, Verdict, Voter, criterion,
        duties::{self, Given, Members, Tally},
        request::{self, Content, OfCriterion, OfGate, OfRelease, OfRule},
        standing::{self, Finding},
    },
    id::{AttachmentId, PersonId},
    people::GivenRole,
    releases::{Milestone, MilestoneKind, Plan, Release},
};
use signalbox_store::{
    Tx, delegations,
    gates::{content, criteria, requests, rules, waivers},
    grants::Holder,
    plans, releases,
};
use std::collections::{BTreeSet, HashMap};

/// What a gate stands on.
pub(crate) struct Ground {
    pub(crate) release: Release,
    pub(crate) plan: Plan,
    pub(crate) milestone: Milestone,
    pub(crate) criteria: Vec<CriterionView>,
    pub(crate) findings: Vec<(Criterion, Finding)>,
    pub(crate) rules: Vec<RuleView>,
    pub(crate) bare_rules: Vec<Rule>,
    pub(crate) waivers: Vec<WaiverView>,
    pub(crate) request: Option<RequestView>,
    pub(crate) said: Vec<Said>,
    /// What there is to approve now.
    pub(crate) content: Content,
    /// In what it differs from what was to be approved.
    pub(crate) changed: Vec<&'static str>,
    pub(crate) duties: Duties,
    members: Members,
    owners: HashMap<signalbox_domain::id::CriterionId, String>,
    named: HashMap<signalbox_domain::id::ApprovalRuleId, String>,
}

/// Whoever acts, and for whom they may.
pub(crate) struct Voters {
    /// Who acts.
    pub(crate) me: Option<PersonId>,
    /// Those they stand in for now.
    pub(crate) absent: Vec<PersonRef>,
}

impl Voters {
    /// Whoever asks.
    pub(crate) fn of_caller(tx: &mut Tx<'_>) -> Outcome<Self> {
        let me = tx.ctx().actor.person();
        let now = tx.now();
        let absent = match me {
            None => Vec::new(),
            Some(me) => delegations::list(tx, Some(me))?
                .into_iter()
                .filter(|view| view.delegation.to == me && view.delegation.starts_at <= now)
                .map(|view| view.from)
                .collect(),
        };
        Ok(Self { me, absent })
    }

    /// Everybody they can be.
    fn voters(&self) -> Vec<(Voter, Option<PersonRef>)> {
        let Some(me) = self.me else { return Vec::new() };
        let own = (Voter { person: me, on_behalf_of: None, by_token: false }, None);
        let stand_in = |absent: &PersonRef| {
            (Voter { person: me, on_behalf_of: Some(absent.id), by_token: false }, Some(absent.clone()))
        };
        std::iter::once(own).chain(self.absent.iter().map(stand_in)).collect()
    }
}

impl Ground {
    /// The ground of a gate that is named by id or key.
    pub(crate) fn named(tx: &mut Tx<'_>, release: &str, gate: &str) -> Outcome<Self> {
        let release = releases::get(tx, release)?;
        let plan = plans::load(tx, &release)?;
        let is_it = |one: &&Milestone| one.id.to_string() == gate || one.key.as_str().eq_ignore_ascii_case(gate);
        let found = plan.milestones.iter().find(is_it).filter(|one| one.kind == MilestoneKind::Gate).cloned();
        let found = found.ok_or_else(|| Problem::missing("gate", gate))?;
        Self::load(tx, &release, &plan, &found)
    }

    /// The ground of a gate.
    pub(crate) fn load(tx: &mut Tx<'_>, release: &Release, plan: &Plan, gate: &Milestone) -> Outcome<Self> {
        let (now, rule_views) = (tx.now(), rules::of_gate(tx, gate.id)?);
        let criterion_views = criteria::of_gate(tx, gate.id)?;
        let waiver_views = waivers::of_gate(tx, gate.id)?;
        let request = requests::last_of(tx, gate.id)?;
        let mut said = Vec::new();
        if let Some(view) = &request {
            said = requests::said(tx, &[view.request.id])?.remove(&view.request.id).unwrap_or_default();
        }
        let has_files = criterion_views.iter().any(|view| view.criterion.files().next().is_some());
        let files = if has_files { criteria::files(tx, release.id)? } else { HashMap::new() };
        let is_automatic = criterion_views.iter().any(|view| view.criterion.expression.is_some());
        let known = if is_automatic { facts(tx, release)? } else { serde_json::Value::Null };
        let waived: Vec<_> = waiver_views.iter().map(|view| view.waiver.clone()).collect();
        let mut findings = Vec::new();
        for view in &criterion_views {
            let found = match &view.criterion.expression {
                Some(expression) => criterion::find_out(expression, &known),
                None => found(&view.criterion, &files, gate),
            };
            findings.push((view.criterion.clone(), standing::finding(&view.criterion, found, &waived, now)));
        }
        let bare_rules: Vec<Rule> = rule_views.iter().map(|view| view.rule.clone()).collect();
        let mut people: BTreeSet<PersonId> =
            said.iter().flat_map(|one| std::iter::once(one.person.id).chain(one.approval.on_behalf_of)).collect();
        let voters = Voters::of_caller(tx)?;
        people.extend(voters.me.into_iter().chain(voters.absent.iter().map(|absent| absent.id)));
        let people: Vec<PersonId> = people.into_iter().collect();
        let members = rules::members(tx, release.portfolio, &bare_rules, &people)?;
        let mut duties = Duties::default();
        if !bare_rules.is_empty() {
            duties = rules::duties(tx, release.id, gate.id)?;
        }
        if let Some(view) = &request {
            duties.requesters.extend(view.request.requested_by.into_iter().chain(view.request.requested_for));
        }
        let content = content_of(tx, release, plan, gate, &criterion_views, &bare_rules)?;
        let changed = request.as_ref().map(|view| view.request.content.changed(&content)).unwrap_or_default();
        let owner = |view: &CriterionView| {
            let name = match view.owner.as_ref()? {
                Holder::Person(who) => who.name.to_string(),
                Holder::Team(team) => team.name.to_string(),
            };
            Some((view.criterion.id, name))
        };
        Ok(Self {
            owners: criterion_views.iter().filter_map(owner).collect(),
            named: rule_views.iter().map(|view| (view.rule.id, view.who())).collect(),
            release: release.clone(),
            plan: plan.clone(),
            milestone: gate.clone(),
            criteria: criterion_views,
            findings,
            rules: rule_views,
            bare_rules,
            waivers: waiver_views,
            request,
            said,
            content,
            changed,
            duties,
            members,
        })
    }

    /// The approvals that were given, in order.
    pub(crate) fn given(&self) -> Vec<Given> {
        let given = |one: &Said| Given {
            rule: one.approval.rule,
            voter: Voter { person: one.person.id, on_behalf_of: one.approval.on_behalf_of, by_token: false },
        };
        self.said.iter().filter(|one| one.approval.verdict == Verdict::Approve).map(given).collect()
    }

    /// How far the rules are.
    pub(crate) fn tallies(&self, given: &[Given]) -> Vec<Tally> {
        duties::tally(&self.bare_rules, &self.members, &self.duties, given)
    }

    /// Why one more approval would not count; nothing when it would.
    pub(crate) fn refuses(&self, next: &Given) -> Vec<Reason> {
        duties::refuses(&self.bare_rules, &self.members, &self.duties, &self.given(), next)
    }

    /// The gate with all that holds it.
    pub(crate) fn gate<'a>(&'a self, tallies: &'a [Tally]) -> Gate<'a> {
        Gate {
            criteria: &self.findings,
            owners: &self.owners,
            rules: &self.bare_rules,
            tallies,
            named: &self.named,
            request: self.request.as_ref().map(|view| &view.request),
            changed: &self.changed,
        }
    }

    /// Whether a waiver for a single thing holds at it.
    pub(crate) fn has_exceptions(&self, now: Timestamp) -> bool {
        self.waivers.iter().any(|view| view.waiver.holds(now))
    }

    /// What whoever asks can say to the request that waits; and why nothing, when that is so.
    pub(crate) fn options(&self, tx: &mut Tx<'_>, voters: &Voters) -> Outcome<(Vec<MyVote>, Vec<Reason>)> {
        let (mut mine, mut barred) = (Vec::new(), Vec::new());
        for (voter, absent) in voters.voters() {
            for rule in &self.bare_rules {
                let reasons = self.refuses(&Given { rule: rule.id, voter });
                if reasons.is_empty() {
                    mine.push(MyVote { rule: rule.id, on_behalf_of: absent.clone(), signed: rule.signed });
                } else if !reasons.iter().any(|reason| reason.code == "not_named") {
                    barred.extend(reasons);
                }
            }
        }
        if !mine.is_empty() {
            return Ok((mine, Vec::new()));
        }
        if barred.is_empty() && voters.me.is_some() {
            for (rule, view) in self.bare_rules.iter().zip(&self.rules) {
                let names = rules::names(tx, self.release.portfolio, rule)?;
                let who = if names.is_empty() { view.who() } else { names.join(", ") };
                barred.push(Reason::new("not_named", format!("{} names others", rule.name)).cleared_by(&who));
            }
        }
        let mut seen = BTreeSet::new();
        barred.retain(|reason| seen.insert(reason.detail.clone()));
        Ok((Vec::new(), barred))
    }

    /// Which vote whoever acts is to give, by the rule they name or the first that takes it; why none, otherwise.
    pub(crate) fn place(&self, voter: Voter, wanted: Option<&str>) -> Result<&Rule, Vec<Reason>> {
        let mut reasons = Vec::new();
        let rules = self.bare_rules.iter().filter(|rule| wanted.is_none_or(|named| rule.id.to_string() == named));
        for rule in rules {
            let refused = self.refuses(&Given { rule: rule.id, voter });
            if refused.is_empty() {
                return Ok(rule);
            }
            // What stands against it where one is named tells more than that another rule names others.
            let tells_more = !refused.iter().any(|reason| reason.code == "not_named");
            if reasons.is_empty() || tells_more {
                reasons = refused;
            }
        }
        if reasons.is_empty() {
            reasons.push(Reason::new("rule", "the gate has no such rule"));
        }
        Err(reasons)
    }
}

/// What is known of a release, for expressions.
fn facts(tx: &mut Tx<'_>, release: &Release) -> Outcome<serde_json::Value> {
    let now = tx.now();
    Ok(signalbox_store::facts::at_gate(tx, release.id, now)?.document(&GATE))
}

/// Whether a criterion that a person answers for holds by itself.
fn found(criterion: &Criterion, files: &HashMap<AttachmentId, String>, gate: &Milestone) -> Result<(), String> {
    match &criterion.said {
        Word::Open => {
            let due = criterion.due.unwrap_or(gate.due.date);
            Err(format!("nobody has said yet that it is met; due on {due}"))
        }
        Word::Unmet { reason, .. } => Err(format!("not met: {reason}")),
        Word::Met { .. } => {
            let gone = |(id, name, sha256): (AttachmentId, &str, &str)| match files.get(&id) {
                None => Some(format!("the file {name} that showed it is gone")),
                Some(now) if now != sha256 => Some(format!("the file {name} is not the one that showed it")),
                Some(_) => None,
            };
            criterion.files().find_map(gone).map_or(Ok(()), Err)
        }
    }
}

/// What there is to approve at a gate now.
fn content_of(
    tx: &mut Tx<'_>,
    release: &Release,
    plan: &Plan,
    gate: &Milestone,
    criteria: &[CriterionView],
    rules: &[Rule],
) -> Outcome<Content> {
    let guards = match gate.guards {
        Some(stage) => content::stage(tx, stage)?.map(|stage| stage.key),
        None => None,
    };
    let criterion = |view: &CriterionView| OfCriterion {
        id: view.criterion.id,
        name: view.criterion.name.clone(),
        expression: view.criterion.expression.clone(),
        evidence: view.criterion.evidence.clone(),
    };
    let rule = |rule: &Rule| OfRule {
        name: rule.name.clone(),
        who: match rule.who {
            Approvers::Role(GivenRole::BuiltIn(role)) => role.name().to_owned(),
            Approvers::Role(GivenRole::Custom(id)) => id.to_string(),
            Approvers::Team(id) => id.to_string(),
            Approvers::Person(id) => id.to_string(),
        },
        needs: rule.needs,
        step: rule.step,
        signed: rule.signed,
    };
    Ok(Content {
        release: OfRelease {
            key: release.key.clone(),
            name: release.name.clone(),
            kind: release.kind,
            description: release.description.clone(),
            risk: release.risk,
        },
        gate: OfGate { key: gate.key.clone(), name: gate.name.clone(), due: gate.due.clone(), guards },
        plan: request::plan_up_to(plan, gate),
        scope: content::scope(tx, release.id)?,
        manifest: content::manifest(tx, release.id)?,
        members: content::members(tx, release.id)?,
        criteria: criteria.iter().map(criterion).collect(),
        rules: rules.iter().map(rule).collect(),
    })
}
