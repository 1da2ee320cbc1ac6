//! The plan as a whole: written, approved, written anew.

use super::content::Content;
use crate::{
    Zone,
    environments::description_fault,
    event::{Change, Decided, Fact, differences},
    gates::duties::{Duties, Voter},
    id::{DeploymentPlanId, PersonId, PortfolioId, ReleaseId},
    problem::{Faults, Outcome, Problem, Reason},
    text::{Key, Name},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};

/// Whether a plan may be run as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is being written. What was approved before can still be run.
    Draft,
    /// It was approved as it is.
    Approved,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 2] = [Self::Draft, Self::Approved];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Approved => "approved",
        }
    }
}

/// That somebody approved a plan as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Who acted.
    pub person: PersonId,
    /// In whose stead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// What they said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
}

impl Approval {
    fn people(&self) -> impl Iterator<Item = PersonId> {
        std::iter::once(self.person).chain(self.on_behalf_of)
    }
}

/// A deployment plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeploymentPlan {
    /// Which.
    pub id: DeploymentPlanId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// Whose it is.
    pub portfolio: PortfolioId,
    /// The release it carries out.
    pub release: Option<ReleaseId>,
    /// What it is for: Markdown.
    pub description: String,
    /// The zone of its fixed times.
    pub zone: Zone,
    /// How many have to approve it.
    pub needs: i64,
    /// Whether it may be run as it is written.
    pub status: Status,
    /// What it holds.
    #[serde(skip)]
    pub content: Content,
    /// How often it was approved: the number of the newest snapshot.
    pub version: i64,
    /// Who approved it as it is.
    #[serde(skip)]
    pub approvals: Vec<Approval>,
    /// Who wrote what is not approved yet, or what was approved last.
    #[serde(skip)]
    pub authors: BTreeSet<PersonId>,
    /// When it was first written.
    pub created_at: Timestamp,
    /// When it was put away.
    pub archived_at: Option<Timestamp>,
    /// Counts its changes.
    pub rev: i64,
}

/// The most people that may have to approve a plan.
const MOST_APPROVALS: i64 = 20;
/// The most tasks whose changes are told one by one.
const TOLD: usize = 200;

impl DeploymentPlan {
    /// Every fault of the plan.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = self.content.faults();
        faults.extend(description_fault(&self.description));
        faults.require((1..=MOST_APPROVALS).contains(&self.needs), "/needs", "range", || {
            format!("a plan needs 1 to {MOST_APPROVALS} approvals")
        });
        faults
    }

    fn fact(&self, kind: &'static str) -> Fact {
        Fact::of(kind, self.id, self.portfolio).about(self.release.map_or(self.id.to_string(), |id| id.to_string()))
    }
}

/// Decides what a plan is, new or changed. Whoever changes what is done, or how many have to approve it, makes it a draft
/// again, whose approvals are void.
///
/// # Errors
/// Every fault of it; a refusal for a plan that was put away.
pub fn save(
    before: Option<&DeploymentPlan>,
    after: DeploymentPlan,
    by: Option<PersonId>,
) -> Outcome<Decided<DeploymentPlan>> {
    let Some(before) = before else {
        let content = revised(&Content::default(), after.content, 1);
        let mut made = DeploymentPlan {
            status: Status::Draft,
            version: 0,
            approvals: Vec::new(),
            authors: by.into_iter().collect(),
            content,
            ..after
        };
        made.faults().finish()?;
        made.rev = 1;
        let mut fact = made.fact("deployment_plan.created").named(&made.name).with(differences(None, Some(&made)));
        fact.changes.extend(changed(&Content::default(), &made.content));
        return Ok(Decided { state: made, facts: vec![fact] });
    };
    if before.archived_at.is_some() && after.archived_at.is_some() {
        return Err(Problem::refused("archived", format!("{} was put away; take it back first", before.name)));
    }
    let content = revised(&before.content, after.content, before.rev + 1);
    let mut after = DeploymentPlan { content, status: before.status, ..after };
    let is_another = before.content != after.content || before.zone != after.zone || before.needs != after.needs;
    if is_another {
        if before.status == Status::Approved {
            after.authors.clear();
        }
        after.authors.extend(by);
        after.status = Status::Draft;
        after.approvals = Vec::new();
    }
    after.faults().finish()?;
    let mut facts = Vec::new();
    let header = differences(Some(before), Some(&after));
    if !header.is_empty() {
        let kind = match (before.archived_at, after.archived_at) {
            (None, Some(_)) => "deployment_plan.archived",
            (Some(_), None) => "deployment_plan.restored",
            _ => "deployment_plan.changed",
        };
        facts.push(after.fact(kind).named(&after.name).with(header));
    }
    let tasks = changed(&before.content, &after.content);
    if !tasks.is_empty() {
        facts.push(after.fact("deployment_plan.tasks_changed").named(&after.name).with(tasks));
    }
    Ok(Decided { state: after, facts })
}

/// Approves a plan as it is. When as many have as it needs, it may be run, and what it holds is kept as a snapshot.
///
/// # Errors
/// A refusal with every reason: there is nothing to run, it is approved already, whoever approves wrote some of it, has
/// approved it, or acts with a token.
pub fn approve(
    before: &DeploymentPlan,
    voter: Voter,
    comment: String,
    now: Timestamp,
) -> Outcome<Decided<DeploymentPlan>> {
    let mut reasons = Vec::new();
    if before.archived_at.is_some() {
        reasons.push(Reason::new("archived", "it was put away"));
    }
    if before.content.tasks.is_empty() {
        reasons.push(Reason::new("empty", "it has no task").cleared_by("whoever writes it"));
    }
    if before.status == Status::Approved {
        reasons.push(Reason::new("state", "it is approved already"));
    }
    let duties = Duties { authors: before.authors.clone(), ..Duties::default() };
    reasons.extend(duties.bars(&voter));
    if before.approvals.iter().flat_map(Approval::people).any(|who| voter.people().any(|person| person == who)) {
        let told = "the same person has approved it already; a person counts once, whomever they stand in for";
        reasons.push(Reason::new("counted", told).cleared_by("another approver"));
    }
    if !reasons.is_empty() {
        return Err(Problem::Refused { detail: format!("{} cannot be approved", before.name), reasons });
    }
    let mut after = before.clone();
    after.approvals.push(Approval { person: voter.person, on_behalf_of: voter.on_behalf_of, at: now, comment });
    let given = i64::try_from(after.approvals.len()).unwrap_or(i64::MAX);
    let kind = if given < before.needs {
        "deployment_plan.endorsed"
    } else {
        after.status = Status::Approved;
        after.version += 1;
        "deployment_plan.approved"
    };
    let said = after.approvals.last().map(|approval| approval.comment.clone()).filter(|said| !said.is_empty());
    let fact = after.fact(kind).named(&after.name).with(differences(Some(before), Some(&after))).because(said);
    Ok(Decided { state: after, facts: vec![fact] })
}

/// A content whose changed tasks have this revision, and the others the one they had.
fn revised(before: &Content, mut after: Content, rev: i64) -> Content {
    let had: HashMap<_, _> = before.tasks.iter().map(|task| (task.number, task)).collect();
    for task in &mut after.tasks {
        let former = had.get(&task.number).copied();
        task.rev = former.map_or(rev, |former| former.rev);
        if former.is_some_and(|former| former != task) {
            task.rev = rev;
        }
    }
    after.numbered = after.tasks.iter().map(|task| task.number).fold(after.numbered.max(before.numbered), u32::max);
    after
}

/// What changed, task by task; how many did, when that is more than anybody reads.
fn changed(before: &Content, after: &Content) -> Vec<Change> {
    let mut changes = Vec::new();
    let lists: [(&str, Value, Value); 3] = [
        ("lanes", json!(before.lanes), json!(after.lanes)),
        ("parameters", json!(before.parameters), json!(after.parameters)),
        ("branches", json!(before.branches), json!(after.branches)),
    ];
    for (field, before, after) in lists {
        if before != after {
            changes.push(Change { field: field.to_owned(), before, after });
        }
    }
    let had: HashMap<_, _> = before.tasks.iter().map(|task| (task.number, task)).collect();
    let has: HashMap<_, _> = after.tasks.iter().map(|task| (task.number, task)).collect();
    let mut told = Vec::new();
    for task in &after.tasks {
        let former = had.get(&task.number).copied();
        if former.is_none_or(|former| former != task) {
            told.push((task.number, former, Some(task)));
        }
    }
    told.extend(
        before.tasks.iter().filter(|task| !has.contains_key(&task.number)).map(|task| (task.number, Some(task), None)),
    );
    if told.len() > TOLD {
        changes.push(Change {
            field: "tasks".to_owned(),
            before: before.tasks.len().into(),
            after: after.tasks.len().into(),
        });
        return changes;
    }
    for (number, former, task) in told {
        let fields = differences(former, task);
        let side = |of: fn(&Change) -> &Value| -> Value {
            let fields = fields.iter().filter(|change| !of(change).is_null());
            fields.map(|change| (change.field.clone(), of(change).clone())).collect::<serde_json::Map<_, _>>().into()
        };
        let before = former.map_or(Value::Null, |_| side(|change| &change.before));
        let after = task.map_or(Value::Null, |_| side(|change| &change.after));
        changes.push(Change { field: format!("task {number}"), before, after });
    }
    let order = |content: &Content| content.tasks.iter().map(|task| task.number).collect::<Vec<_>>();
    let kept = |list: Vec<u32>, other: &HashMap<u32, &super::Task>| -> Vec<u32> {
        list.into_iter().filter(|number| other.contains_key(number)).collect()
    };
    let (was, is) = (kept(order(before), &has), kept(order(after), &had));
    if was != is {
        changes.push(Change { field: "order".to_owned(), before: was.into(), after: is.into() });
    }
    changes
}
