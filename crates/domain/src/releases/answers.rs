//! The four questions everybody opens a release with: is it on time, what blocks it, which gate is next, who decides.
//!
//! Each answer has its reasons, and each reason says where to look and since or until when it holds. "On time" looks
//! further than [`health`](super::health): also at the releases it cannot do without, at blocked work and, of a train,
//! at its members.

use super::{Category, RaidKind, health::HealthState};
use crate::{
    due::Due,
    id::ReleaseId,
    text::{Key, PersonRef},
};
use jiff::{Timestamp, civil::Date};

/// The most reasons of one kind that an answer names; the rest are counted.
pub const NAMED: usize = 5;

/// How good an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// All is well.
    Good,
    /// Somebody should look.
    Warning,
    /// Somebody must act.
    Bad,
    /// Nobody can tell yet.
    Unknown,
    /// The release is over: the question is closed.
    Over,
}

/// Part of a release's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// Phases, gates and dates.
    Plan,
    /// Work.
    Activities,
    /// What it needs.
    Dependencies,
    /// Risks, assumptions, issues, decisions and dependencies.
    Raid,
    /// Members beside the train.
    Matrix,
    /// Who has which part.
    People,
}

/// Where to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose page.
    pub release: Key,
    /// Which part of it.
    pub section: Section,
}

/// Why an answer is what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// A stable word for programs.
    pub code: &'static str,
    /// A sentence for people.
    pub detail: String,
    /// What it is about, by name.
    pub name: Option<String>,
    /// How many, where it is counted.
    pub count: Option<i64>,
    /// Where to look.
    pub place: Place,
    /// Who can clear it.
    pub who: Option<String>,
    /// The last day to clear it, where the release is.
    pub due: Option<Date>,
    /// Since when it holds.
    pub since: Option<Timestamp>,
    /// Until when it holds by itself.
    pub until: Option<Timestamp>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The answer, as a stable word.
    pub code: &'static str,
    /// How good it is.
    pub tone: Tone,
    /// Who or what it names.
    pub name: Option<String>,
    /// Who answers for it, in the enterprise's own words.
    pub who: Option<String>,
    /// Why.
    pub causes: Vec<Cause>,
    /// Where to look.
    pub place: Place,
    /// Since when it holds.
    pub since: Option<Timestamp>,
    /// Until when it holds.
    pub until: Option<Timestamp>,
}

/// The four answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// Is it on time? `on_track`, `at_risk`, `late`, `unplanned`, `done`, `cancelled`.
    pub on_time: Answer,
    /// What blocks it? `clear`, `blocked`, `over`.
    pub blocked_by: Answer,
    /// Which gate is next? `gate_due`, `gate_overdue`, `no_gate`, `over`.
    pub next_gate: Answer,
    /// Who decides? `owner`, `no_owner`.
    pub decision_owner: Answer,
    /// The releases it cannot do without: when one of them changes, the answers may.
    pub needs: Vec<ReleaseId>,
}

/// A gate that stands in the way or comes next.
#[derive(Clone, Debug)]
pub struct Gate {
    /// Its name.
    pub name: String,
    /// Who answers for it.
    pub responsible: Option<String>,
    /// Its deadline.
    pub due: Timestamp,
    /// When it failed, if it did.
    pub failed_at: Option<Timestamp>,
}

/// Work that is reported as blocked.
#[derive(Clone, Debug)]
pub struct Work {
    /// Its name.
    pub name: String,
    /// Who does it.
    pub assignee: Option<String>,
}

/// What the RAID register says stands in the way: an open issue, or an open risk that is judged high or critical.
#[derive(Clone, Debug)]
pub struct Concern {
    /// What it is: an issue or a risk.
    pub kind: RaidKind,
    /// What it is called.
    pub title: String,
    /// Who sees to it.
    pub owner: Option<String>,
    /// The last day to do something about it.
    pub due: Option<Due>,
}

/// A release that this one cannot be delivered without.
#[derive(Clone, Debug)]
pub struct Needed {
    /// Which, for programs.
    pub id: ReleaseId,
    /// Which.
    pub key: Key,
    /// What its status means.
    pub category: Category,
    /// When it is due.
    pub target: Option<Due>,
}

/// What the members of a train come to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Members {
    /// Members that are not over and past their target.
    pub late: i64,
    /// Members that drift, as [`matrix`](super::matrix) defines it.
    pub drifting: i64,
}

/// What the answers are found from. Lists hold the first of each; counts hold all.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// Which release.
    pub key: &'a Key,
    /// What its status means.
    pub category: Category,
    /// Is it on time by its own dates?
    pub health: HealthState,
    /// When it is due.
    pub target: Option<&'a Due>,
    /// When it was completed.
    pub completed_at: Option<Timestamp>,
    /// The oldest of its gates that failed.
    pub failed: &'a [Gate],
    /// How many failed.
    pub failed_count: i64,
    /// How many are past their deadline and open.
    pub overdue_count: i64,
    /// Its next open gate.
    pub next_gate: Option<&'a Gate>,
    /// The first of its blocked activities.
    pub blocked: &'a [Work],
    /// How many are blocked.
    pub blocked_count: i64,
    /// The first of what its RAID register says stands in the way: issues before risks, the earliest due first.
    pub concerns: &'a [Concern],
    /// How many such there are.
    pub concerns_count: i64,
    /// The releases it cannot do without: those delivered last, of the others those due last first.
    pub needs: &'a [Needed],
    /// What its members come to, when it is a train.
    pub members: Members,
    /// Who decides.
    pub accountable: Option<&'a PersonRef>,
}

/// Answers the four questions at an instant.
#[must_use]
pub fn answer(facts: &Facts<'_>, now: Timestamp) -> Answers {
    Answers {
        on_time: on_time(facts, now),
        blocked_by: blocked_by(facts, now),
        next_gate: next_gate(facts, now),
        decision_owner: decision_owner(facts),
        needs: facts.needs.iter().map(|needed| needed.id).collect(),
    }
}

impl Facts<'_> {
    fn at(&self, section: Section) -> Place {
        Place { release: self.key.clone(), section }
    }

    fn cause(&self, code: &'static str, section: Section, detail: String) -> Cause {
        let place = self.at(section);
        Cause { code, detail, name: None, count: None, place, who: None, due: None, since: None, until: None }
    }

    fn answer(&self, code: &'static str, tone: Tone, section: Section) -> Answer {
        let place = self.at(section);
        Answer { code, tone, name: None, who: None, causes: Vec::new(), place, since: None, until: None }
    }
}

fn on_time(facts: &Facts<'_>, now: Timestamp) -> Answer {
    let target = facts.target.map(Due::instant);
    match facts.health {
        HealthState::Done => {
            return Answer { since: facts.completed_at, ..facts.answer("done", Tone::Over, Section::Plan) };
        }
        HealthState::Cancelled => return facts.answer("cancelled", Tone::Over, Section::Plan),
        HealthState::Unplanned => {
            let causes = vec![facts.cause("no_target", Section::Plan, "it has no target yet".to_owned())];
            return Answer { causes, ..facts.answer("unplanned", Tone::Unknown, Section::Plan) };
        }
        HealthState::OnTrack | HealthState::AtRisk | HealthState::Late => {}
    }
    let mut causes = Vec::new();
    let late = facts.health == HealthState::Late;
    if let (true, Some(due)) = (late, facts.target) {
        let over = facts.cause("target_over", Section::Plan, format!("the target {due} is over"));
        causes.push(Cause { since: target, ..over });
    }
    let mut count = |code, section, number: i64, one: &str, many: &str| {
        if number > 0 {
            let detail = if number == 1 { format!("1 {one}") } else { format!("{number} {many}") };
            causes.push(Cause { count: Some(number), ..facts.cause(code, section, detail) });
        }
    };
    count("gates_failed", Section::Plan, facts.failed_count, "gate failed", "gates failed");
    count("gates_overdue", Section::Plan, facts.overdue_count, "gate is overdue", "gates are overdue");
    count("work_blocked", Section::Activities, facts.blocked_count, "activity is blocked", "activities are blocked");
    count("members_late", Section::Matrix, facts.members.late, "member is late", "members are late");
    count("members_drifting", Section::Matrix, facts.members.drifting, "member drifts", "members drift");
    let needs: Vec<Cause> = facts.needs.iter().filter_map(|needed| need(facts, needed, now)).collect();
    causes.extend(named(facts, needs, Section::Dependencies));
    match (late, causes.is_empty()) {
        (true, _) => Answer { causes, since: target, ..facts.answer("late", Tone::Bad, Section::Plan) },
        (false, true) => Answer { until: target, ..facts.answer("on_track", Tone::Good, Section::Plan) },
        (false, false) => Answer { causes, until: target, ..facts.answer("at_risk", Tone::Warning, Section::Plan) },
    }
}

/// What a release that is needed and not delivered means for this one; nothing while it is planned to be there in time.
fn need(facts: &Facts<'_>, needed: &Needed, now: Timestamp) -> Option<Cause> {
    let key = &needed.key;
    let due = needed.target.as_ref().map(Due::instant);
    let own = facts.target.map(Due::instant);
    let (code, detail, since, until) = match (needed.category, due, own) {
        (Category::Done, ..) => return None,
        (Category::Cancelled, ..) => ("need_cancelled", format!("{key}, which it needs, was cancelled"), None, None),
        (_, None, _) => ("need_undated", format!("{key}, which it needs, has no target yet"), None, None),
        (_, Some(due), _) if due <= now => ("need_late", format!("{key}, which it needs, is late"), Some(due), None),
        (_, Some(due), Some(own)) if due > own => {
            ("need_after", format!("{key}, which it needs, is due only after it"), None, Some(due))
        }
        _ => return None,
    };
    let place = Place { release: key.clone(), section: Section::Plan };
    let cause = facts.cause(code, Section::Dependencies, detail);
    Some(Cause { name: Some(key.to_string()), place, since, until, ..cause })
}

/// The first few, and how many more there are.
fn named(facts: &Facts<'_>, mut causes: Vec<Cause>, section: Section) -> Vec<Cause> {
    let more = causes.len().saturating_sub(NAMED);
    causes.truncate(NAMED);
    if more > 0 {
        causes.push(more_of(facts, i64::try_from(more).unwrap_or(i64::MAX), section));
    }
    causes
}

fn more_of(facts: &Facts<'_>, more: i64, section: Section) -> Cause {
    Cause { count: Some(more), ..facts.cause("more", section, format!("and {more} more")) }
}

fn blocked_by(facts: &Facts<'_>, now: Timestamp) -> Answer {
    if facts.category.is_over() {
        return facts.answer("over", Tone::Over, Section::Plan);
    }
    let mut causes: Vec<Cause> = Vec::new();
    for gate in facts.failed.iter().take(NAMED) {
        let cause = facts.cause("gate_failed", Section::Plan, format!("the gate {} failed", gate.name));
        let who = gate.responsible.clone();
        causes.push(Cause { name: Some(gate.name.clone()), who, since: gate.failed_at, ..cause });
    }
    let unnamed = |count: i64, shown: usize| count - i64::try_from(shown.min(NAMED)).unwrap_or(count);
    let more = unnamed(facts.failed_count, facts.failed.len());
    if more > 0 {
        causes.push(more_of(facts, more, Section::Plan));
    }
    for work in facts.blocked.iter().take(NAMED) {
        let cause = facts.cause("activity_blocked", Section::Activities, format!("{} is blocked", work.name));
        causes.push(Cause { name: Some(work.name.clone()), who: work.assignee.clone(), ..cause });
    }
    let more = unnamed(facts.blocked_count, facts.blocked.len());
    if more > 0 {
        causes.push(more_of(facts, more, Section::Activities));
    }
    for concern in facts.concerns.iter().take(NAMED) {
        causes.push(concern_cause(facts, concern, now));
    }
    let more = unnamed(facts.concerns_count, facts.concerns.len());
    if more > 0 {
        causes.push(more_of(facts, more, Section::Raid));
    }
    // What is merely planned to come late, or has no date, can still be planned otherwise: that is no block yet.
    let needs = facts.needs.iter().filter_map(|needed| need(facts, needed, now));
    let blocking = needs.filter(|cause| matches!(cause.code, "need_late" | "need_cancelled")).collect();
    causes.extend(named(facts, blocking, Section::Dependencies));
    if causes.is_empty() {
        facts.answer("clear", Tone::Good, Section::Plan)
    } else {
        let since = causes.iter().filter_map(|cause| cause.since).min();
        Answer { causes, since, ..facts.answer("blocked", Tone::Bad, Section::Plan) }
    }
}

fn concern_cause(facts: &Facts<'_>, concern: &Concern, now: Timestamp) -> Cause {
    let title = &concern.title;
    let (code, detail) = if concern.kind == RaidKind::Issue {
        ("issue_open", format!("the issue {title} is open"))
    } else {
        ("risk_high", format!("the risk {title} is high"))
    };
    let ends = concern.due.as_ref().map(Due::instant);
    Cause {
        name: Some(title.clone()),
        who: concern.owner.clone(),
        due: concern.due.as_ref().map(|due| due.date),
        since: ends.filter(|ends| *ends <= now),
        ..facts.cause(code, Section::Raid, detail)
    }
}

fn next_gate(facts: &Facts<'_>, now: Timestamp) -> Answer {
    if facts.category.is_over() {
        return facts.answer("over", Tone::Over, Section::Plan);
    }
    let Some(gate) = facts.next_gate else { return facts.answer("no_gate", Tone::Unknown, Section::Plan) };
    let overdue = gate.due <= now;
    let answer = if overdue {
        facts.answer("gate_overdue", Tone::Bad, Section::Plan)
    } else {
        facts.answer("gate_due", Tone::Good, Section::Plan)
    };
    Answer {
        name: Some(gate.name.clone()),
        who: gate.responsible.clone(),
        since: overdue.then_some(gate.due),
        until: (!overdue).then_some(gate.due),
        ..answer
    }
}

fn decision_owner(facts: &Facts<'_>) -> Answer {
    match facts.accountable {
        Some(person) => {
            Answer { name: Some(person.name.to_string()), ..facts.answer("owner", Tone::Good, Section::People) }
        }
        None if facts.category.is_over() => facts.answer("no_owner", Tone::Over, Section::People),
        None => {
            let detail = "nobody is accountable for it yet".to_owned();
            let causes = vec![facts.cause("nobody_accountable", Section::People, detail)];
            Answer { causes, ..facts.answer("no_owner", Tone::Warning, Section::People) }
        }
    }
}

#[cfg(test)]
mod tests;
