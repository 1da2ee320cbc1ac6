//! The plan of a release: its start and target, its phases, its gates and milestones; and what a change of it means.

use super::Release;
use crate::{
    due::{Due, day_fault},
    event::{Fact, differences},
    id::{MilestoneId, PersonId, PhaseId, ReleaseId, StageId},
    problem::{Fault, Outcome, Problem},
    text::{Key, Name},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// The most phases or milestones one release may have.
pub const MOST_ITEMS: usize = 2_000;

/// A named span of a release, from the first moment of its first day to the last moment of its last, in the release's zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Which.
    pub id: PhaseId,
    /// Its name, unique in the release.
    pub name: Name,
    /// Its first day.
    pub start: Date,
    /// Its last day.
    pub end: Date,
    /// Counts its changes.
    pub rev: i64,
}

/// Whether something must be decided at a point in time, or merely happens there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MilestoneKind {
    /// The dated exit of a phase: somebody passes or fails it.
    Gate,
    /// A point to be reached.
    Milestone,
}

impl MilestoneKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Gate, Self::Milestone];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::Milestone => "milestone",
        }
    }
}

/// What became of a gate or milestone. A state holds only what is true in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum MilestoneState {
    /// Not decided or reached yet.
    Pending,
    /// Passed, or reached.
    Passed {
        /// When.
        at: Timestamp,
        /// By whom; `None` when it was recorded by the system, from an import.
        by: Option<PersonId>,
        /// What was said.
        reason: Option<String>,
    },
    /// Not passed, or missed.
    Failed {
        /// When.
        at: Timestamp,
        /// By whom.
        by: Option<PersonId>,
        /// Why.
        reason: Option<String>,
    },
}

impl MilestoneState {
    /// The name in the API and the database.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Passed { .. } => "passed",
            Self::Failed { .. } => "failed",
        }
    }
}

/// A gate or a milestone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// Which.
    pub id: MilestoneId,
    /// Decided or reached.
    pub kind: MilestoneKind,
    /// Its short name, unique in the release.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// The phase it ends or lies in.
    pub phase: Option<PhaseId>,
    /// Its first day, when it spans several.
    pub start: Option<Date>,
    /// Its deadline.
    pub due: Due,
    /// What became of it.
    #[serde(flatten)]
    pub state: MilestoneState,
    /// The role or team that answers for it, in the enterprise's own words.
    pub responsible: Option<String>,
    /// What it is for: `cross-project`, `project`, …
    pub scope: Option<String>,
    /// What it means.
    pub description: String,
    /// The stage that a gate guards: nothing of the release goes to it, or to a later one, before the gate is passed.
    #[serde(default)]
    pub guards: Option<StageId>,
    /// Counts its changes.
    pub rev: i64,
}

/// The dated side of a release.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The release's first day.
    pub start: Option<Date>,
    /// When the release is due.
    pub target: Option<Due>,
    /// Its phases, by start.
    pub phases: Vec<Phase>,
    /// Its gates and milestones, by deadline.
    pub milestones: Vec<Milestone>,
}

impl Plan {
    /// Every fault of the plan: an end before a start, a milestone in a phase of another release, two of the same name.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |pointer: String, code, detail: String| faults.push(Fault::new(pointer, code, detail));
        if let (Some(start), Some(target)) = (self.start, &self.target)
            && target.date < start
        {
            wrong(
                "/target/date".to_owned(),
                "order",
                format!("the target {} lies before the start {start}", target.date),
            );
        }
        if self.phases.len() > MOST_ITEMS || self.milestones.len() > MOST_ITEMS {
            wrong(String::new(), "too_many", format!("a release has at most {MOST_ITEMS} phases and milestones"));
        }
        let mut names = std::collections::HashSet::new();
        for (index, phase) in self.phases.iter().enumerate() {
            if phase.end < phase.start {
                let detail = format!("{} would end on {}, before it starts on {}", phase.name, phase.end, phase.start);
                wrong(format!("/phases/{index}/end"), "order", detail);
            }
            if !names.insert(phase.name.as_str()) {
                wrong(format!("/phases/{index}/name"), "duplicate", format!("there is a phase {} already", phase.name));
            }
        }
        let mut keys = std::collections::HashSet::new();
        for (index, milestone) in self.milestones.iter().enumerate() {
            if let Some(start) = milestone.start
                && milestone.due.date < start
            {
                let detail =
                    format!("{} would be due on {}, before it starts on {start}", milestone.name, milestone.due.date);
                wrong(format!("/milestones/{index}/due/date"), "order", detail);
            }
            if let Some(phase) = milestone.phase
                && !self.phases.iter().any(|candidate| candidate.id == phase)
            {
                wrong(format!("/milestones/{index}/phase"), "unknown", "this release has no such phase".to_owned());
            }
            if !keys.insert(milestone.key.as_str()) {
                wrong(
                    format!("/milestones/{index}/key"),
                    "duplicate",
                    format!("there is a milestone {} already", milestone.key),
                );
            }
        }
        let days = self.phases.iter().enumerate().flat_map(|(index, phase)| {
            [(format!("/phases/{index}/start"), phase.start), (format!("/phases/{index}/end"), phase.end)]
        });
        let dues = self.milestones.iter().enumerate().flat_map(|(index, milestone)| {
            let due = (format!("/milestones/{index}/due/date"), milestone.due.date);
            [Some(due), milestone.start.map(|start| (format!("/milestones/{index}/start"), start))]
                .into_iter()
                .flatten()
        });
        let edges = [
            self.start.map(|day| ("/start".to_owned(), day)),
            self.target.as_ref().map(|target| ("/target/date".to_owned(), target.date)),
        ];
        let all: Vec<Fault> =
            days.chain(dues).chain(edges.into_iter().flatten()).filter_map(|(at, day)| day_fault(&at, day)).collect();
        faults.extend(all);
        faults
    }

    /// Every day it names, in no order.
    pub(crate) fn days(&self) -> impl Iterator<Item = Date> {
        let edges = self.start.into_iter().chain(self.target.as_ref().map(|target| target.date));
        let phases = self.phases.iter().flat_map(|phase| [phase.start, phase.end]);
        let dues = self.milestones.iter().flat_map(|milestone| milestone.start.into_iter().chain([milestone.due.date]));
        edges.chain(phases).chain(dues)
    }

    /// The first and last day of anything dated in the plan; `None` when nothing is.
    #[must_use]
    pub fn extent(&self) -> Option<(Date, Date)> {
        let mut days = self.days();
        let first = days.next()?;
        Some(days.fold((first, first), |(from, to), day| (from.min(day), to.max(day))))
    }

    /// A key for a new milestone of this name that no other milestone of the plan has.
    #[must_use]
    pub fn free_key(&self, name: &Name) -> Key {
        let base = Key::from_words(name.as_str());
        let taken = |key: &Key| self.milestones.iter().any(|milestone| milestone.key == *key);
        if !taken(&base) {
            return base;
        }
        let stem: String = base.as_str().chars().take(crate::text::KEY_LENGTH - 6).collect();
        (2..).map(|number| Key::from_words(&format!("{stem}-{number}"))).find(|key| !taken(key)).unwrap_or(base)
    }
}

/// What a changed plan means for the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// What became true, in the order of the plan.
    pub facts: Vec<Fact>,
    /// How many dated things moved or went; when any did, the former plan is kept as a baseline.
    pub moved: usize,
}

/// Compares two plans of a release and says what changed. A former plan is worth keeping when something people could
/// rely on moved or went; what is merely added contradicts nothing.
///
/// # Errors
/// Every fault of the plan as it would be.
pub fn revise(release: &Release, before: &Plan, after: &Plan, reason: Option<&str>) -> Outcome<Revision> {
    let faults = after.faults();
    if !faults.is_empty() {
        return Err(Problem::Invalid(faults));
    }
    let mut revision = Revision { facts: Vec::new(), moved: 0 };
    let because = || reason.map(str::to_owned);
    let whole = release.id;

    let (old_edges, new_edges) = (edges(before), edges(after));
    if old_edges != new_edges {
        revision.moved += usize::from(before.start.is_some() && before.start != after.start);
        revision.moved += usize::from(before.target.is_some() && before.target != after.target);
        revision.facts.push(
            Fact::of("release.moved", whole, release.portfolio)
                .named(&release.key)
                .with(differences(Some(&old_edges), Some(&new_edges)))
                .because(because()),
        );
    }
    let mut note =
        |kinds: [&'static str; 4], subject: String, name: &Name, change: Step, changes: Vec<crate::event::Change>| {
            let kind = match change {
                Step::Added => kinds[0],
                Step::Moved => kinds[1],
                Step::Changed => kinds[2],
                Step::Removed => kinds[3],
            };
            revision.moved += usize::from(matches!(change, Step::Moved | Step::Removed));
            revision.facts.push(
                Fact::of(kind, subject, release.portfolio).about(whole).named(name).with(changes).because(because()),
            );
        };

    const PHASE: [&str; 4] = ["phase.added", "phase.moved", "phase.changed", "phase.removed"];
    let old_phases: std::collections::HashMap<_, _> = before.phases.iter().map(|phase| (phase.id, phase)).collect();
    let new_phases: std::collections::HashSet<_> = after.phases.iter().map(|phase| phase.id).collect();
    for phase in &after.phases {
        let old = old_phases.get(&phase.id).copied();
        let step = old.map_or(Step::Added, |old| {
            if (old.start, old.end) == (phase.start, phase.end) { Step::Changed } else { Step::Moved }
        });
        let changes = differences(old, Some(phase));
        if !changes.is_empty() {
            note(PHASE, phase.id.to_string(), &phase.name, step, changes);
        }
    }
    for phase in before.phases.iter().filter(|phase| !new_phases.contains(&phase.id)) {
        note(PHASE, phase.id.to_string(), &phase.name, Step::Removed, differences(Some(phase), None));
    }

    const MILESTONE: [&str; 4] = ["milestone.added", "milestone.moved", "milestone.changed", "milestone.removed"];
    let old_milestones: std::collections::HashMap<_, _> =
        before.milestones.iter().map(|item| (item.id, item)).collect();
    let new_milestones: std::collections::HashSet<_> = after.milestones.iter().map(|item| item.id).collect();
    for milestone in &after.milestones {
        let old = old_milestones.get(&milestone.id).copied();
        let step = old.map_or(Step::Added, |old| {
            if (old.start, &old.due) == (milestone.start, &milestone.due) { Step::Changed } else { Step::Moved }
        });
        let changes = differences(old, Some(milestone));
        if !changes.is_empty() {
            note(MILESTONE, milestone.id.to_string(), &milestone.name, step, changes);
        }
    }
    for milestone in before.milestones.iter().filter(|item| !new_milestones.contains(&item.id)) {
        note(MILESTONE, milestone.id.to_string(), &milestone.name, Step::Removed, differences(Some(milestone), None));
    }
    Ok(revision)
}

#[derive(Clone, Copy)]
enum Step {
    Added,
    Moved,
    Changed,
    Removed,
}

#[derive(PartialEq, Eq, Serialize)]
struct Edges<'a> {
    start: Option<Date>,
    target: Option<&'a Due>,
}

fn edges(plan: &Plan) -> Edges<'_> {
    Edges { start: plan.start, target: plan.target.as_ref() }
}

/// What is decided at a gate or noted of a milestone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Passed, or reached.
    Pass,
    /// Not passed, or missed.
    Fail,
    /// To be decided again.
    Reopen,
}

/// Decides a gate or milestone.
///
/// # Errors
/// Refuses to decide what is decided (reopen it first), to reopen what is open, and to fail without a reason.
pub fn decide(
    release: &Release,
    before: &Milestone,
    verdict: Verdict,
    by: Option<PersonId>,
    reason: Option<String>,
    now: Timestamp,
) -> Outcome<(Milestone, Fact)> {
    let reason = reason.filter(|text| !text.trim().is_empty());
    let (kind, state) = match (verdict, &before.state) {
        (Verdict::Pass, MilestoneState::Pending) => {
            ("milestone.passed", MilestoneState::Passed { at: now, by, reason: reason.clone() })
        }
        (Verdict::Fail, MilestoneState::Pending) => {
            if reason.is_none() {
                return Err(Problem::fault("/reason", "required", "say why it failed"));
            }
            ("milestone.failed", MilestoneState::Failed { at: now, by, reason: reason.clone() })
        }
        (Verdict::Reopen, MilestoneState::Passed { .. } | MilestoneState::Failed { .. }) => {
            ("milestone.reopened", MilestoneState::Pending)
        }
        (Verdict::Reopen, MilestoneState::Pending) => {
            return Err(Problem::refused("open", format!("{} is open already", before.name)));
        }
        (_, decided) => {
            let detail = format!("{} is {} already; reopen it first", before.name, decided.name());
            return Err(Problem::refused("decided", detail));
        }
    };
    let after = Milestone { state, ..before.clone() };
    let fact = Fact::of(kind, after.id, release.portfolio)
        .about(release.id)
        .named(&after.name)
        .with(differences(Some(before), Some(&after)))
        .because(reason);
    Ok((after, fact))
}

/// A plan as it once was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// Whose.
    pub release: ReleaseId,
    /// 1 for the first plan there was, then 2, …
    pub number: i64,
    /// Until when it held.
    pub at: Timestamp,
    /// Who replaced it; `None` for the system.
    pub by: Option<PersonId>,
    /// Why.
    pub reason: Option<String>,
    /// How many dates moved when it was replaced.
    pub moved: i64,
    /// The plan.
    pub plan: Plan,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Zone;
    use crate::{id::Identifier, releases::release::tests::release};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn phase(number: u128, start: i8, end: i8) -> Phase {
        Phase {
            id: PhaseId::from_bits(number),
            name: Name::parse(&format!("Phase {number}")).unwrap(),
            start: date(2026, 1, start),
            end: date(2026, 1, end),
            rev: 1,
        }
    }

    fn gate(number: u128, day: i8) -> Milestone {
        Milestone {
            id: MilestoneId::from_bits(number),
            kind: MilestoneKind::Gate,
            key: Key::parse(&format!("g-{number}")).unwrap(),
            name: Name::parse(&format!("Gate {number}")).unwrap(),
            phase: None,
            start: None,
            due: Due::on(date(2026, 1, day), Zone::utc()),
            state: MilestoneState::Pending,
            responsible: None,
            scope: None,
            description: String::new(),
            guards: None,
            rev: 1,
        }
    }

    #[test]
    fn a_moved_gate_is_told_with_its_dates_and_keeps_the_former_plan() {
        let before = Plan { milestones: vec![gate(1, 5), gate(2, 9)], ..Plan::default() };
        let mut after = before.clone();
        after.milestones[1].due.date = date(2026, 1, 12);
        let revision = revise(&release(1), &before, &after, Some("late supplier")).unwrap();
        assert_eq!(revision.moved, 1);
        assert_eq!(revision.facts.len(), 1);
        let fact = &revision.facts[0];
        assert_eq!((fact.kind, fact.changes[0].field.as_str()), ("milestone.moved", "due"));
        assert_eq!(fact.reason.as_deref(), Some("late supplier"));
    }

    #[test]
    fn what_is_only_added_replaces_no_plan() {
        let after = Plan { start: Some(date(2026, 1, 1)), phases: vec![phase(1, 1, 5)], ..Plan::default() };
        let revision = revise(&release(1), &Plan::default(), &after, None).unwrap();
        assert_eq!((revision.moved, revision.facts.len()), (0, 2));
    }

    #[test]
    fn every_fault_of_a_plan_is_named_by_place() {
        let mut plan = Plan {
            start: Some(date(2026, 2, 1)),
            target: Some(Due::on(date(2026, 1, 1), Zone::utc())),
            phases: vec![phase(1, 5, 2), phase(1, 1, 2)],
            milestones: vec![gate(1, 5)],
        };
        plan.milestones[0].phase = Some(PhaseId::from_bits(99));
        let pointers: Vec<String> = plan.faults().into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["/target/date", "/phases/0/end", "/phases/1/name", "/milestones/0/phase"]);
    }

    #[test]
    fn a_gate_is_decided_once_and_can_be_reopened() {
        let now = Timestamp::UNIX_EPOCH;
        let decided = |gate: &Milestone, verdict| decide(&release(1), gate, verdict, None, None, now);
        let (passed, fact) = decided(&gate(1, 1), Verdict::Pass).unwrap();
        assert_eq!((passed.state.name(), fact.kind), ("passed", "milestone.passed"));
        assert!(matches!(decided(&passed, Verdict::Pass), Err(Problem::Refused { .. })));
        assert!(matches!(decided(&gate(1, 1), Verdict::Fail), Err(Problem::Invalid(_))));
        assert_eq!(decided(&passed, Verdict::Reopen).unwrap().0.state, MilestoneState::Pending);
    }

    fn plans() -> impl Strategy<Value = Plan> {
        let phases = prop::collection::btree_map(1_u128..6, (1_i8..15, 0_i8..14), 0..5);
        let gates = prop::collection::btree_map(1_u128..6, 1_i8..28, 0..5);
        (phases, gates).prop_map(|(phases, gates)| Plan {
            start: None,
            target: None,
            phases: phases.into_iter().map(|(number, (start, length))| phase(number, start, start + length)).collect(),
            milestones: gates.into_iter().map(|(number, day)| gate(number, day)).collect(),
        })
    }

    proptest! {
        /// The definition: something moved when a thing of the old plan is not in the new one with the same dates.
        #[test]
        fn a_plan_is_kept_exactly_when_something_in_it_no_longer_holds(before in plans(), after in plans()) {
            let revision = revise(&release(1), &before, &after, None).unwrap();
            let gone_phases = before.phases.iter().filter(|old| {
                !after.phases.iter().any(|new| (new.id, new.start, new.end) == (old.id, old.start, old.end))
            });
            let gone_gates = before.milestones.iter().filter(|old| {
                !after.milestones.iter().any(|new| new.id == old.id && new.due == old.due)
            });
            prop_assert_eq!(revision.moved, gone_phases.count() + gone_gates.count());
            prop_assert_eq!(revision.facts.is_empty(), before == after);
        }
    }
}
