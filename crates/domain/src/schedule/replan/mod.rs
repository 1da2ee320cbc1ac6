//! What a move does. One pure function computes it for a preview, for the change itself, for the command line and for the
//! API, so that all of them show the same answer.
//!
//! The definition:
//!
//! - A move names a *subject* (a release, or a phase, milestone or activity of it) and the days it is to begin and end. With
//!   the unit `working_days` both are put onto working days of the release's calendar, in the direction of the move; with
//!   `days` they are taken as they are. A subject that keeps its length in days keeps it in working days too.
//! - The *shift* is how far the subject moved: by its start when it moves as a whole or only its start does, otherwise by
//!   its end. The *pivot* is the day it moved from.
//! - Along with it moves `all`: every day of the release; `after`: exactly the days on or after the pivot; `none`: nothing.
//!   Each by the shift, counted in the release's own calendar. Adding the same number of working days never puts two days
//!   out of order, and keeps the working days between two working days.
//! - What is done never moves: milestones that were decided, activities that are done, releases that are over or archived.
//! - Members of a moved train *follow* (their days move as the train's did, counted in their own calendar), *keep* their
//!   days, or are *asked* about: then the answer holds what following would do, and they stay. A train that follows takes its
//!   own members along in the same way.
//! - With `push`, a release that needs a moved one (hard), and could begin after it was delivered until now, is moved by the
//!   fewest days of its calendar that make it begin after it again; then those that need that one, and so on. A release moves
//!   once, after everything it waits for; whoever waits in a circle moves once all the same.
//! - A conflict that was there before and did not become worse is not told.

mod conflicts;
mod restore;
mod shift;
#[cfg(test)]
mod tests;

use crate::{
    id::{MilestoneId, PhaseId, ReleaseId},
    releases::{Activity, Plan, Release, dependency},
    schedule::WorkingCalendar,
};
use jiff::{Timestamp, civil::Date};
pub use restore::{Since, restore};
use shift::{Shift, shifted};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What moves along with the subject, inside its release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// Everything.
    All,
    /// Everything on or after the day the subject moved from.
    After,
    /// Nothing.
    None,
}

/// How distances are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// In working days of each release's calendar.
    WorkingDays,
    /// In days.
    Days,
}

/// What becomes of a member of a moved train.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It stays, and the answer says what following would do.
    Ask,
    /// It stays.
    Keep,
    /// It moves as the train did.
    Follow,
}

/// What becomes of releases that need a moved one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dependants {
    /// They are moved as far as they must.
    Push,
    /// They stay.
    Keep,
}

/// What is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The release itself.
    Release,
    /// A phase of it.
    Phase(PhaseId),
    /// A gate or milestone of it.
    Milestone(MilestoneId),
    /// An activity of it.
    Activity(crate::id::ActivityId),
}

/// What somebody wants to move where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// What.
    pub subject: Subject,
    /// Its first day as it is to be; absent, it stays.
    pub start: Option<Date>,
    /// Its last day as it is to be, of a milestone its deadline; absent, it stays.
    pub end: Option<Date>,
    /// What moves along.
    pub along: Along,
    /// How distances are counted.
    pub unit: Unit,
    /// What becomes of members that are not named below.
    pub members: Choice,
    /// What becomes of these members.
    pub each: HashMap<ReleaseId, Choice>,
    /// What becomes of releases that need a moved one.
    pub dependants: Dependants,
}

/// A span of time in which a rule closes something to a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// The id of the window it is an occurrence of.
    pub window: String,
    /// The window's name.
    pub name: String,
    /// The window's kind, such as `freeze`.
    pub kind: String,
    /// Its first instant.
    pub start: Timestamp,
    /// The first instant after it.
    pub end: Timestamp,
}

/// A release, with everything that bears on its moving.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The release.
    pub release: Release,
    /// Its plan.
    pub plan: Plan,
    /// Its work.
    pub activities: Vec<Activity>,
    /// The days its portfolio works.
    pub calendar: WorkingCalendar,
    /// The releases it needs, and whether it cannot be delivered without them.
    pub needs: Vec<(ReleaseId, bool)>,
    /// When it is closed.
    pub closures: Vec<Closure>,
    /// Who decides about it.
    pub accountable: Option<String>,
    /// Whether whoever moves sees it. What they do not see never moves and is never named.
    pub seen: bool,
    /// Whether whoever moves may plan it.
    pub may: bool,
}

/// Why a release moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// Somebody moved it.
    Moved,
    /// It follows its train.
    Member,
    /// It needs a release that moved.
    Dependant,
}

impl Because {
    /// The name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::Member => "member",
            Self::Dependant => "dependant",
        }
    }
}

/// What kind of thing moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// A release's own start and target.
    Release,
    /// A phase.
    Phase,
    /// A gate or milestone.
    Milestone,
    /// An activity.
    Activity,
}

/// The first and last day of something; either may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// Its first day.
    pub start: Option<Date>,
    /// Its last day.
    pub end: Option<Date>,
}

/// Something that moves.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Item {
    /// What kind of thing.
    pub kind: ItemKind,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its days as they are.
    pub before: Span,
    /// Its days as they would be.
    pub after: Span,
}

impl Item {
    /// By how many days its end moves; its start, when the end stays.
    #[must_use]
    pub fn days(&self) -> i32 {
        let moved = |before: Option<Date>, after: Option<Date>| {
            before.zip(after).map(|(before, after)| (after - before).get_days()).filter(|days| *days != 0)
        };
        moved(self.before.end, self.after.end).or_else(|| moved(self.before.start, self.after.start)).unwrap_or(0)
    }
}

/// A release that moves, as it would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Which.
    pub release: ReleaseId,
    /// Why.
    pub because: Because,
    /// What of it moves.
    pub items: Vec<Item>,
    /// Its whole plan as it would be.
    pub plan: Plan,
    /// Its work that moves, as it would be.
    pub activities: Vec<Activity>,
}

/// What of one release moved, as a change of plans keeps it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Moved {
    /// Which release.
    pub release: ReleaseId,
    /// Why.
    pub because: Because,
    /// What of it, with the days before and after.
    pub items: Vec<Item>,
}

impl From<&Changed> for Moved {
    fn from(changed: &Changed) -> Self {
        Self { release: changed.release, because: changed.because, items: changed.items.clone() }
    }
}

/// How much a conflict weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The move cannot be made.
    Blocks,
    /// The move can be made.
    Warns,
}

impl Severity {
    /// The name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Blocks => "blocks",
            Self::Warns => "warns",
        }
    }
}

/// A rule that a conflict comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What kind of rule, such as `freeze`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Something that stands against a move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// How much it weighs.
    pub severity: Severity,
    /// A stable word for programs.
    pub code: &'static str,
    /// A sentence for people.
    pub detail: String,
    /// The release it is about; `None` when whoever moves does not see it.
    pub release: Option<ReleaseId>,
    /// The id of the thing it is about, when it is a part of the release.
    pub item: Option<String>,
    /// The rule it comes from, when somebody made that rule.
    pub rule: Option<Rule>,
    /// Who can clear it.
    pub who: Option<String>,
    /// When it clears by itself.
    pub until: Option<Timestamp>,
}

/// What a move does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replanned {
    /// Everything that moves: the moved release first, then in the order in which they come to move.
    pub changes: Vec<Changed>,
    /// Members that are asked about, with what following would do.
    pub asks: Vec<Changed>,
    /// What stands against it, the heaviest first.
    pub conflicts: Vec<Conflict>,
}

/// Computes what a move does. `standings` are the moved release, the releases below it, those that need one of them, those
/// below these, and so on, in any order; what is not among them stays as it is.
#[must_use]
pub fn replan(root: ReleaseId, standings: &[Standing], wanted: &Move) -> Replanned {
    let standings: BTreeMap<ReleaseId, &Standing> = standings.iter().map(|one| (one.release.id, one)).collect();
    let Some(moved) = standings.get(&root) else { return Replanned::default() };
    let Some((own, shift)) = shift::of_subject(moved, wanted) else { return Replanned::default() };
    let mut done = Replanned::default();
    let mut conflicts = conflicts::against_subject(moved, wanted.subject);
    if !own.items.is_empty() {
        done.changes.push(own);
        let members = match (wanted.subject, wanted.along) {
            (Subject::Activity(_), _) => None,
            (Subject::Release, Along::None) => shift.map(Shift::of_everything),
            (_, Along::None) => None,
            _ => shift,
        };
        spread(root, members, &standings, wanted, &mut done);
    }
    conflicts.extend(conflicts::between(&standings, &done));
    conflicts.sort_by_key(|conflict| (conflict.severity, conflict.release));
    done.conflicts = conflicts;
    done
}

/// What moves because the root did: members, and releases that need something that moved.
fn spread(
    root: ReleaseId,
    root_shift: Option<Shift>,
    standings: &BTreeMap<ReleaseId, &Standing>,
    wanted: &Move,
    done: &mut Replanned,
) {
    // How those that moved as a train's members would.
    let mut shifts: HashMap<ReleaseId, Shift> = root_shift.into_iter().map(|shift| (root, shift)).collect();
    let mut ends: HashMap<ReleaseId, Date> = HashMap::new();
    for changed in &done.changes {
        ends.extend(end_of(&changed.plan).map(|end| (changed.release, end)));
    }
    for id in order(root, standings) {
        let Some(standing) = standings.get(&id).filter(|standing| standing.can_move()) else { continue };
        let following = standing.release.parent.and_then(|train| shifts.get(&train).copied());
        let choice = wanted.each.get(&id).copied().unwrap_or(wanted.members);
        if let Some(shift) = following.filter(|_| choice == Choice::Ask) {
            let asked = shifted(standing, shift, Because::Member);
            if !asked.items.is_empty() {
                done.asks.push(asked);
            }
        }
        let follows = following.filter(|_| choice == Choice::Follow);
        let mut changed = follows.map(|shift| shifted(standing, shift, Because::Member));
        if wanted.dependants == Dependants::Push {
            let begins = changed.as_ref().map_or(&standing.plan, |changed| &changed.plan);
            let waits_for = standing.needs.iter().filter(|(_, hard)| *hard).filter_map(|(needed, _)| {
                let (before, after) = (end_of(&standings.get(needed)?.plan)?, *ends.get(needed)?);
                (before <= start_of(&standing.plan)?).then_some(after)
            });
            if let (Some(start), Some(then), Some(end)) = (start_of(&standing.plan), start_of(begins), waits_for.max())
                && then < end
            {
                let because = if follows.is_some() { Because::Member } else { Because::Dependant };
                let pushed = Shift::until(standing, start, end, wanted.unit);
                let total = follows.map_or(pushed, |shift| shift.or_further(pushed));
                changed = Some(shifted(standing, total, because));
                shifts.insert(id, total);
            }
        }
        if let Some(changed) = changed.filter(|changed| !changed.items.is_empty()) {
            if let Some(shift) = follows {
                shifts.entry(id).or_insert(shift);
            }
            ends.extend(end_of(&changed.plan).map(|end| (id, end)));
            done.changes.push(changed);
        }
    }
}

impl Standing {
    fn can_move(&self) -> bool {
        self.seen && self.release.archived_at.is_none() && !self.release.category.is_over()
    }
}

fn start_of(plan: &Plan) -> Option<Date> {
    dependency::begins(plan.start, plan.days())
}

fn end_of(plan: &Plan) -> Option<Date> {
    dependency::delivered(plan.target.as_ref().map(|target| target.date), plan.days())
}

/// Everything but the root, each after the train it rides in and after what it needs; ties and circles by key.
fn order(root: ReleaseId, standings: &BTreeMap<ReleaseId, &Standing>) -> Vec<ReleaseId> {
    let waits_for = |standing: &Standing| -> HashSet<ReleaseId> {
        let needs = standing.needs.iter().map(|(needed, _)| *needed);
        needs.chain(standing.release.parent).filter(|other| standings.contains_key(other)).collect()
    };
    let mut waiting: BTreeMap<(&str, ReleaseId), HashSet<ReleaseId>> = standings
        .values()
        .filter(|standing| standing.release.id != root)
        .map(|standing| ((standing.release.key.as_str(), standing.release.id), waits_for(standing)))
        .collect();
    let mut followers: HashMap<ReleaseId, Vec<(&str, ReleaseId)>> = HashMap::new();
    for (place, needed) in &waiting {
        for other in needed {
            followers.entry(*other).or_default().push(*place);
        }
    }
    let mut ready: std::collections::BTreeSet<(&str, ReleaseId)> = std::collections::BTreeSet::new();
    let mut order = Vec::with_capacity(waiting.len());
    let mut gone = Some(root);
    loop {
        for place in gone.and_then(|id| followers.get(&id)).into_iter().flatten() {
            if let (Some(left), Some(id)) = (waiting.get_mut(place), gone) {
                left.remove(&id);
            }
        }
        let freed = gone.and_then(|id| followers.get(&id)).into_iter().flatten().copied();
        ready.extend(freed.filter(|place| waiting.get(place).is_some_and(HashSet::is_empty)));
        if order.is_empty() && ready.is_empty() {
            ready.extend(waiting.iter().filter(|(_, left)| left.is_empty()).map(|(place, _)| *place));
        }
        // When all that is left waits in a circle, the first by key goes.
        let Some(next) = ready.pop_first().or_else(|| waiting.keys().next().copied()) else { return order };
        waiting.remove(&next);
        ready.remove(&next);
        order.push(next.1);
        gone = Some(next.1);
    }
}
