//! Policies: rules of engagement, each an expression over the facts that says when it is fulfilled.
//!
//! What a policy says is a [`Rule`]. Each change of it is a new version with a number of its own; a version is a draft, then
//! in force, then retired, and never changes otherwise. At most one version of a policy is in force. Who wants to know what
//! a rule would have done judges decisions of the past by it: see [`replay`].

pub mod replay;
mod selector;
mod verdict;

#[cfg(test)]
mod tests;

pub use replay::{Answer, Recorded, Replayed, replay};
pub use selector::{Place, Subject, governs, places};
pub use verdict::{Governing, Verdict, judge};

use crate::{
    calendar::window::Selector,
    event::{Change, Decided, Fact, differences},
    expressions::{self, Template, facts::DECISION},
    id::{PersonId, PolicyId, PortfolioId},
    problem::{Fault, Faults, Outcome, Problem},
    text::{Key, Name},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What becomes of what does not fulfil a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enforcement {
    /// It may not go on.
    Deny,
    /// It may go on, and whoever asks is told.
    Warn,
    /// It may go on; that it did not is kept.
    Audit,
}

impl Enforcement {
    /// Every enforcement, the strictest first.
    pub const ALL: [Self; 3] = [Self::Deny, Self::Warn, Self::Audit];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deny => "deny",
            Self::Warn => "warn",
            Self::Audit => "audit",
        }
    }
}

/// How far a version is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It governs nothing yet.
    Draft,
    /// It governs.
    InForce,
    /// It governed, or was given up before it did.
    Retired,
}

impl Status {
    /// Every status, in the order a version goes through them.
    pub const ALL: [Self; 3] = [Self::Draft, Self::InForce, Self::Retired];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InForce => "in_force",
            Self::Retired => "retired",
        }
    }
}

/// What a policy says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// What is told when it is not fulfilled; `{…}` holds an expression whose value is put there.
    pub message: String,
    /// When it is fulfilled: an expression over the facts that is true or false.
    pub expression: String,
    /// What becomes of what does not fulfil it.
    pub enforcement: Enforcement,
    /// What it governs.
    pub selector: Selector,
}

/// The longest message, in characters.
pub const MESSAGE_LENGTH: usize = 1_000;

impl Rule {
    /// Every fault of the rule: of its expression, of its message and of its selector.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        if let Err(found) = expressions::check(&self.expression, &DECISION) {
            faults.extend(found.into_iter().map(|fault| fault.within("/expression")));
        }
        let length = self.message.chars().count();
        if self.message.trim().is_empty() || length > MESSAGE_LENGTH {
            let detail = format!("say in 1 to {MESSAGE_LENGTH} characters what is wrong when it is not fulfilled");
            faults.push(Fault::new("/message", "text", detail));
        } else if let Err(found) = Template::parse(&self.message, &DECISION) {
            faults.extend(found.into_iter().map(|one| one.fault("/message", &self.message)));
        }
        faults.extend(self.selector.faults().into_iter().map(|fault| fault.within("/selector")));
        faults
    }
}

/// A version of what a policy says. Its number and its rule never change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Counts the versions of the policy, from 1.
    pub number: i64,
    /// What it says.
    pub rule: Rule,
    /// How far it is.
    pub status: Status,
    /// When it was written.
    pub made_at: Timestamp,
    /// Who wrote it; `None` for the system.
    pub made_by: Option<PersonId>,
    /// From when on it governed.
    pub in_force_at: Option<Timestamp>,
    /// Until when it governed, that instant left out; or when it was given up.
    pub retired_at: Option<Timestamp>,
}

/// A rule of engagement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// Which.
    pub id: PolicyId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: String,
    /// Whose systems, environments and releases it governs, together with those of every portfolio below.
    pub portfolio: PortfolioId,
    /// The version that governs; `None` when none does.
    pub in_force: Option<i64>,
    /// The version written last.
    pub latest: i64,
    /// When it was put away.
    pub archived_at: Option<Timestamp>,
    /// Counts its changes.
    pub rev: i64,
}

/// The longest description, in characters.
const DESCRIPTION_LENGTH: usize = 20_000;

impl Policy {
    /// Every fault of the policy beside those of its rule.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        faults.require(self.description.chars().count() <= DESCRIPTION_LENGTH, "/description", "text", || {
            format!("a description has at most {DESCRIPTION_LENGTH} characters")
        });
        faults
    }
}

/// A policy with the version that was written last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Written {
    /// The policy.
    pub policy: Policy,
    /// Its latest version.
    pub version: Version,
}

/// Decides what a new policy is. Its first version is a draft.
///
/// # Errors
/// Every fault of it.
pub fn create(made: Policy, rule: Rule, by: Option<PersonId>, now: Timestamp) -> Outcome<Decided<Written>> {
    let mut faults = made.faults();
    faults.extend(rule.faults().into_vec());
    faults.finish()?;
    let policy = Policy { in_force: None, latest: 1, ..made };
    let mut changes = told(None, &policy);
    changes.extend(differences(None, Some(&rule)));
    let fact = Fact::of("policy.created", policy.id, policy.portfolio).named(&policy.name).with(changes);
    Ok(Decided { state: Written { policy, version: drafted(1, rule, by, now) }, facts: vec![fact] })
}

/// Decides a change of a policy. A changed rule is a new version, a draft; a draft it takes the place of is retired.
///
/// # Errors
/// Every fault of the policy as it would be; a refusal for one that is put away.
pub fn change(
    before: &Written,
    after: Policy,
    rule: Rule,
    by: Option<PersonId>,
    now: Timestamp,
) -> Outcome<Decided<Written>> {
    standing(&before.policy)?;
    let mut faults = after.faults();
    faults.extend(rule.faults().into_vec());
    faults.finish()?;
    let mut policy = Policy { in_force: before.policy.in_force, latest: before.policy.latest, ..after };
    let mut facts = Vec::new();
    let changes = told(Some(&before.policy), &policy);
    if !changes.is_empty() {
        facts.push(Fact::of("policy.changed", policy.id, policy.portfolio).named(&policy.name).with(changes));
    }
    let mut version = before.version.clone();
    if rule != before.version.rule {
        policy.latest += 1;
        let fact = Fact::of("policy.drafted", policy.id, policy.portfolio)
            .named(&policy.name)
            .with(differences(Some(&before.version.rule), Some(&rule)))
            .change("version", before.version.number, policy.latest);
        facts.push(fact);
        version = drafted(policy.latest, rule, by, now);
    }
    Ok(Decided { state: Written { policy, version }, facts })
}

fn drafted(number: i64, rule: Rule, by: Option<PersonId>, now: Timestamp) -> Version {
    Version { number, rule, status: Status::Draft, made_at: now, made_by: by, in_force_at: None, retired_at: None }
}

/// Decides that a version governs from now on. The one that did is retired; so is any version written before. Versions go
/// forward only: what is retired and is to govern again is written anew, as the latest version.
///
/// # Errors
/// A refusal where it governs already or belongs to a policy that is put away; its faults, should what it asks about no
/// longer be known.
pub fn enforce(
    policy: &Policy,
    version: &Version,
    by: Option<PersonId>,
    reason: Option<String>,
    now: Timestamp,
) -> Outcome<Decided<Written>> {
    standing(policy)?;
    version.rule.faults().finish()?;
    let mut after = policy.clone();
    let mut made = match version.status {
        Status::Draft => version.clone(),
        Status::InForce => return Err(refused(policy, format!("version {} is in force already", version.number))),
        Status::Retired => {
            after.latest += 1;
            drafted(after.latest, version.rule.clone(), by, now)
        }
    };
    made.status = Status::InForce;
    made.in_force_at = Some(now);
    after.in_force = Some(made.number);
    let mut fact = Fact::of("policy.enforced", policy.id, policy.portfolio)
        .named(&policy.name)
        .change("in_force", policy.in_force, after.in_force)
        .because(reason);
    if made.number != version.number {
        fact = fact.change("version", version.number, made.number);
    }
    Ok(Decided { state: Written { policy: after, version: made }, facts: vec![fact] })
}

/// Decides that the version in force governs no longer; the policy governs nothing then.
///
/// # Errors
/// A refusal where none is in force.
pub fn retire(policy: &Policy, reason: Option<String>) -> Outcome<Decided<Policy>> {
    if policy.in_force.is_none() {
        return Err(refused(policy, "no version of it is in force".to_owned()));
    }
    let after = Policy { in_force: None, ..policy.clone() };
    let fact = Fact::of("policy.retired", policy.id, policy.portfolio)
        .named(&policy.name)
        .change("in_force", policy.in_force, after.in_force)
        .because(reason);
    Ok(Decided { state: after, facts: vec![fact] })
}

/// Puts a policy away, or takes it out again. What is put away governs nothing.
///
/// # Errors
/// A refusal while a version of it is in force.
pub fn archive(before: &Policy, away: bool, now: Timestamp) -> Outcome<Decided<Policy>> {
    if before.archived_at.is_some() == away {
        return Ok(Decided { state: before.clone(), facts: Vec::new() });
    }
    if let Some(number) = before.in_force {
        return Err(refused(before, format!("version {number} of it is in force; retire it first")));
    }
    let after = Policy { archived_at: away.then_some(now), ..before.clone() };
    let kind = if away { "policy.archived" } else { "policy.restored" };
    let changes = differences(Some(before), Some(&after));
    let fact = Fact::of(kind, after.id, after.portfolio).named(&after.name).with(changes);
    Ok(Decided { state: after, facts: vec![fact] })
}

/// What changed of a policy itself; its versions tell of themselves.
fn told(before: Option<&Policy>, after: &Policy) -> Vec<Change> {
    let mut changes = differences(before, Some(after));
    changes.retain(|change| !["in_force", "latest"].contains(&change.field.as_str()));
    changes
}

fn standing(policy: &Policy) -> Outcome<()> {
    match policy.archived_at {
        Some(_) => Err(refused(policy, "it is put away; take it out again first".to_owned())),
        None => Ok(()),
    }
}

fn refused(policy: &Policy, detail: String) -> Problem {
    Problem::refused("state", format!("{}: {detail}", policy.name))
}
