//! Windows: when releases are held back, and when there is room for them.

use super::recurrence::{MOST, Recurrence};
use crate::{
    catalog::Level,
    due::{Due, Zone, day_fault},
    event::{Decided, Fact, differences},
    id::{PortfolioId, ReleaseId, ReleaseTypeId, StageId, SystemId, WindowId},
    problem::{Fault, Faults, Outcome},
    releases::{Kind, release::tag_faults},
    text::{Key, Name},
};
use jiff::{SignedDuration, Timestamp, civil::DateTime, civil::date};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a window means for the releases it governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowKind {
    /// Nothing new goes in.
    Freeze,
    /// Time set aside for changes.
    Maintenance,
    /// Nothing happens at all.
    Blockout,
}

impl WindowKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Freeze, Self::Maintenance, Self::Blockout];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Freeze => "freeze",
            Self::Maintenance => "maintenance",
            Self::Blockout => "blockout",
        }
    }

    /// True when releases are to stay out of it.
    #[must_use]
    pub const fn closes(self) -> bool {
        !matches!(self, Self::Maintenance)
    }
}

/// What becomes of work that would run over the edge of a window: into a freeze or blockout, or beyond a maintenance window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overrun {
    /// It does not begin.
    #[default]
    Refuse,
    /// It may begin, and whoever begins it is told.
    Warn,
}

impl Overrun {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Refuse, Self::Warn];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Warn => "warn",
        }
    }
}

/// Which releases of the portfolio's subtree a window governs, and what goes where. A list that is empty says nothing; of
/// each other list a release must match one. A release is planned for all stages: its dates are governed whatever stages
/// are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selector {
    /// Of these types.
    #[serde(default)]
    pub types: Vec<ReleaseTypeId>,
    /// Of these kinds.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// With one of these labels.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Touching one of these systems.
    #[serde(default)]
    pub systems: Vec<SystemId>,
    /// At one of these risks.
    #[serde(default)]
    pub risk: Vec<Level>,
    /// Going to an environment at one of these stages.
    #[serde(default)]
    pub stages: Vec<StageId>,
}

/// What goes to an environment, as a window looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The portfolios of the environment, the system and the release, and everything above these.
    pub portfolios: Vec<PortfolioId>,
    /// The stage of the environment.
    pub stage: Option<StageId>,
    /// The system that moves; otherwise those of the release.
    pub systems: Vec<SystemId>,
    /// The release it is for.
    pub release: Option<Subject>,
}

/// What a window looks at in a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Which.
    pub release: ReleaseId,
    /// Its portfolio and everything above it.
    pub lineage: Vec<PortfolioId>,
    /// Its type.
    pub release_type: ReleaseTypeId,
    /// How it stands to others.
    pub kind: Kind,
    /// Its labels.
    pub tags: Vec<String>,
    /// The systems it touches.
    pub systems: Vec<SystemId>,
    /// How much could go wrong.
    pub risk: Option<Level>,
}

impl Selector {
    /// Every fault of its lists.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Faults::none();
        faults.extend(tag_faults(&self.tags));
        let lists = [
            ("/types", self.types.len()),
            ("/kinds", self.kinds.len()),
            ("/tags", self.tags.len()),
            ("/systems", self.systems.len()),
            ("/risk", self.risk.len()),
            ("/stages", self.stages.len()),
        ];
        for (pointer, length) in lists {
            faults.require(length <= MOST_SELECTED, pointer, "range", || {
                format!("a selector names at most {MOST_SELECTED} of a kind")
            });
        }
        faults.into_vec()
    }

    /// True for a release that every list allows.
    #[must_use]
    pub fn matches(&self, subject: &Subject) -> bool {
        (self.types.is_empty() || self.types.contains(&subject.release_type))
            && (self.kinds.is_empty() || self.kinds.contains(&subject.kind))
            && (self.tags.is_empty() || self.tags.iter().any(|tag| subject.tags.contains(tag)))
            && (self.systems.is_empty() || self.systems.iter().any(|system| subject.systems.contains(system)))
            && (self.risk.is_empty() || subject.risk.is_some_and(|risk| self.risk.contains(&risk)))
    }

    /// True for what goes somewhere, if every list allows it. What is for no release matches no list that asks for one.
    #[must_use]
    pub fn takes(&self, moved: &Move) -> bool {
        let stage = self.stages.is_empty() || moved.stage.is_some_and(|stage| self.stages.contains(&stage));
        stage
            && match &moved.release {
                Some(subject) => self.matches(&Subject { systems: moved.systems.clone(), ..subject.clone() }),
                None => {
                    self.types.is_empty()
                        && self.kinds.is_empty()
                        && self.tags.is_empty()
                        && self.risk.is_empty()
                        && (self.systems.is_empty() || self.systems.iter().any(|it| moved.systems.contains(it)))
                }
            }
    }
}

/// A span of time that comes once or again and again, and what it means for some releases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Window {
    /// Which.
    pub id: WindowId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// Why it is there.
    pub description: String,
    /// What it means.
    pub kind: WindowKind,
    /// Whose releases it governs, together with those of every portfolio below.
    pub portfolio: PortfolioId,
    /// Whose clock counts.
    pub zone: Zone,
    /// When it first begins.
    pub start: DateTime,
    /// When it then ends, that moment left out.
    pub end: DateTime,
    /// When it comes again.
    pub recurrence: Option<Recurrence>,
    /// Which releases it governs.
    pub selector: Selector,
    /// What becomes of work that would run over its edge.
    pub overrun: Overrun,
    /// The event of a calendar it was imported from.
    pub uid: Option<String>,
    /// When it was put away.
    pub archived_at: Option<Timestamp>,
    /// Counts its changes.
    pub rev: i64,
}

/// One time a window comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Its begin, by the window's clock.
    pub start: DateTime,
    /// Its end, by the window's clock.
    pub end: DateTime,
    /// The instant it begins.
    pub starts_at: Timestamp,
    /// The instant it ends, left out.
    pub ends_at: Timestamp,
}

impl Occurrence {
    /// True when a deadline lies in it, as [`Due::is_within`] defines it.
    #[must_use]
    pub fn holds(&self, due: &Due) -> bool {
        due.is_within(self.starts_at, self.ends_at)
    }
}

/// The longest a window lasts.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366);
/// The most often a window comes in a year: nearly three times a day.
const MOST_A_YEAR: usize = 1_000;
/// The most entries of one list of a selector.
const MOST_SELECTED: usize = 100;
/// The longest description, in characters.
const DESCRIPTION_LENGTH: usize = 20_000;
/// The longest name of an event, in characters.
const UID_LENGTH: usize = 1_000;

impl Window {
    /// Every fault of the window.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        let days = [("/start", self.start), ("/end", self.end)];
        faults.extend(days.into_iter().filter_map(|(pointer, moment)| day_fault(pointer, moment.date())));
        let long = self.description.chars().count() > DESCRIPTION_LENGTH;
        faults.require(!long, "/description", "text", || {
            format!("a description has at most {DESCRIPTION_LENGTH} characters")
        });
        let long = self.uid.as_ref().is_some_and(|uid| uid.chars().count() > UID_LENGTH);
        faults.require(!long, "/uid", "text", || format!("the UID of an event has at most {UID_LENGTH} characters"));
        faults.require(self.start < self.end, "/end", "order", || {
            format!("it would end on {}, which is not after it begins on {}", shown(self.end), shown(self.start))
        });
        faults.require(self.duration() <= LONGEST, "/end", "range", || {
            "a window lasts at most a year; what lasts longer is no window".to_owned()
        });
        // A rule is only looked at from a sound start.
        if faults.is_empty() {
            faults.extend(self.recurrence.as_ref().and_then(|recurrence| self.recurrence_fault(recurrence)));
        }
        faults.extend(self.selector.faults().into_iter().map(|fault| fault.within("/selector")));
        faults
    }

    fn recurrence_fault(&self, recurrence: &Recurrence) -> Option<Fault> {
        let year = self.start.saturating_add(SignedDuration::from_hours(24 * 366));
        let first_year = recurrence.occurrences(self.start, &self.zone, self.start..year, MOST_A_YEAR + 1);
        if first_year.starts.len() > MOST_A_YEAR {
            let detail = format!("it would come more than {MOST_A_YEAR} times a year; choose a longer interval");
            return Some(Fault::new("/recurrence", "too_often", detail));
        }
        let ever = recurrence.occurrences(self.start, &self.zone, DateTime::MIN..last_moment(), 1);
        ever.starts.is_empty().then(|| {
            let detail = format!("no day fits this rule from {} on; change the rule or the start", shown(self.start));
            Fault::new("/recurrence", "never", detail)
        })
    }

    /// How long it lasts by the clock on the wall.
    fn duration(&self) -> SignedDuration {
        self.start.duration_until(self.end)
    }

    /// The times it comes that share a moment with the span, in order; at most `most`, and whether these are all.
    #[must_use]
    pub fn occurrences(&self, from: Timestamp, to: Timestamp, most: usize) -> (Vec<Occurrence>, bool) {
        let occurs = |occurrence: &Occurrence| {
            occurrence.starts_at < to && occurrence.ends_at > from && occurrence.starts_at < occurrence.ends_at
        };
        let Some(recurrence) = &self.recurrence else {
            return (std::iter::once(self.occurrence(self.start)).filter(occurs).take(most).collect(), true);
        };
        let clock = self.zone.clock();
        // A day more on either side: no clock is ever put forward or back by as much.
        let day = SignedDuration::from_hours(24);
        let first = clock.to_datetime(from).saturating_sub(self.duration()).saturating_sub(day);
        let last = clock.to_datetime(to).saturating_add(day);
        let found = recurrence.occurrences(self.start, &self.zone, first..last, MOST);
        let mut occurrences: Vec<Occurrence> =
            found.starts.into_iter().map(|start| self.occurrence(start)).filter(occurs).collect();
        let complete = found.complete && occurrences.len() <= most;
        occurrences.truncate(most);
        (occurrences, complete)
    }

    fn occurrence(&self, start: DateTime) -> Occurrence {
        let end = start.saturating_add(self.duration());
        Occurrence { start, end, starts_at: self.zone.instant(start), ends_at: self.zone.instant(end) }
    }

    /// The instants between which all its occurrences lie; without an end when it comes again and again.
    #[must_use]
    pub fn extent(&self) -> (Timestamp, Option<Timestamp>) {
        let first = self.occurrence(self.start);
        let Some(recurrence) = &self.recurrence else { return (first.starts_at, Some(first.ends_at)) };
        let found = recurrence.occurrences(self.start, &self.zone, DateTime::MIN..last_moment(), MOST);
        let last = found.starts.last().filter(|_| found.complete).map(|start| self.occurrence(*start).ends_at);
        // Further days of a recurrence may lie before the first.
        let early = found.starts.first().map_or(first.starts_at, |start| self.occurrence(*start).starts_at);
        let endless = found.starts.last().is_some_and(|start| *start > last_moment().saturating_sub(LONGEST));
        (early.min(first.starts_at), last.filter(|_| !endless))
    }

    /// True when a release is in the portfolio's subtree and the selector wants it.
    #[must_use]
    pub fn governs(&self, subject: &Subject) -> bool {
        subject.lineage.contains(&self.portfolio) && self.selector.matches(subject)
    }

    /// True for what goes somewhere in the portfolio's subtree, or comes from there, and is wanted by the selector.
    #[must_use]
    pub fn governs_move(&self, moved: &Move) -> bool {
        moved.portfolios.contains(&self.portfolio) && self.selector.takes(moved)
    }
}

/// The end of every plan.
fn last_moment() -> DateTime {
    date(2201, 1, 1).at(0, 0, 0, 0)
}

fn shown(moment: DateTime) -> impl fmt::Display {
    moment.strftime("%Y-%m-%d %H:%M")
}

/// Decides what a new window is.
///
/// # Errors
/// Every fault of it.
pub fn create(made: Window) -> Outcome<Decided<Window>> {
    made.faults().finish()?;
    let changes = differences(None, Some(&made));
    let fact = Fact::of("window.created", made.id, made.portfolio).named(&made.name).with(changes);
    Ok(Decided { state: made, facts: vec![fact] })
}

/// Decides a change of a window. Another time is a fact of its own, because people who plan listen for it.
///
/// # Errors
/// Every fault of the window as it would be.
pub fn change(before: &Window, after: Window) -> Outcome<Decided<Window>> {
    const TIMES: [&str; 4] = ["zone", "start", "end", "recurrence"];
    after.faults().finish()?;
    let (moved, changed): (Vec<_>, Vec<_>) =
        differences(Some(before), Some(&after)).into_iter().partition(|change| TIMES.contains(&change.field.as_str()));
    let facts = [("window.moved", moved), ("window.changed", changed)]
        .into_iter()
        .filter(|(_, changes)| !changes.is_empty())
        .map(|(kind, changes)| Fact::of(kind, after.id, after.portfolio).named(&after.name).with(changes))
        .collect();
    Ok(Decided { state: after, facts })
}

/// Puts a window away, or takes it out again.
#[must_use]
pub fn archive(before: &Window, away: bool, now: Timestamp) -> Decided<Window> {
    if before.archived_at.is_some() == away {
        return Decided { state: before.clone(), facts: Vec::new() };
    }
    let after = Window { archived_at: away.then_some(now), ..before.clone() };
    let kind = if away { "window.archived" } else { "window.restored" };
    let changes = differences(Some(before), Some(&after));
    let fact = Fact::of(kind, after.id, after.portfolio).named(&after.name).with(changes);
    Decided { state: after, facts: vec![fact] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;

    fn window(start: DateTime, end: DateTime, zone: &str, recurrence: Option<&str>) -> Window {
        Window {
            id: WindowId::from_bits(1),
            key: Key::parse("year-end").unwrap(),
            name: Name::parse("Year-end freeze").unwrap(),
            description: String::new(),
            kind: WindowKind::Freeze,
            portfolio: PortfolioId::from_bits(2),
            zone: Zone::parse(zone).unwrap(),
            start,
            end,
            recurrence: recurrence.map(|text| Recurrence::parse(text).unwrap()),
            selector: Selector::default(),
            overrun: Overrun::Refuse,
            uid: None,
            archived_at: None,
            rev: 1,
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_night_keeps_its_hours_when_the_clocks_change() {
        let nightly = window(
            date(2026, 3, 27).at(22, 0, 0, 0),
            date(2026, 3, 28).at(4, 0, 0, 0),
            "Europe/Berlin",
            Some("FREQ=DAILY"),
        );
        let (found, complete) = nightly.occurrences(at("2026-03-28T00:00:00Z"), at("2026-03-30T00:00:00Z"), 10);
        let spans: Vec<String> = found
            .iter()
            .map(|night| format!("{} {}", night.starts_at, night.ends_at.as_second() - night.starts_at.as_second()))
            .collect();
        assert_eq!(
            spans,
            ["2026-03-27T21:00:00Z 21600", "2026-03-28T21:00:00Z 18000", "2026-03-29T20:00:00Z 21600"],
            "the night in which the clocks go forward is an hour shorter"
        );
        assert!(complete && found.iter().all(|night| night.start.hour() == 22 && night.end.hour() == 4));
    }

    #[test]
    fn the_end_is_left_out_and_so_is_the_span_s() {
        let once = window(date(2026, 12, 20).at(0, 0, 0, 0), date(2027, 1, 4).at(0, 0, 0, 0), "UTC", None);
        let found = |from: &str, to: &str| once.occurrences(at(from), at(to), 10).0.len();
        assert_eq!(found("2027-01-04T00:00:00Z", "2027-02-01T00:00:00Z"), 0);
        assert_eq!(found("2027-01-03T23:59:59Z", "2027-02-01T00:00:00Z"), 1);
        assert_eq!(found("2026-01-01T00:00:00Z", "2026-12-20T00:00:00Z"), 0);
        assert_eq!(found("2026-12-25T00:00:00Z", "2026-12-25T00:00:01Z"), 1);
    }

    #[test]
    fn a_window_that_began_long_ago_is_found_while_it_lasts() {
        let yearly =
            window(date(2000, 12, 20).at(0, 0, 0, 0), date(2001, 1, 4).at(0, 0, 0, 0), "AoE", Some("FREQ=YEARLY"));
        let (found, _) = yearly.occurrences(at("2026-01-02T00:00:00Z"), at("2026-01-03T00:00:00Z"), 10);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].ends_at, at("2026-01-04T12:00:00Z"));
        assert_eq!(yearly.extent(), (at("2000-12-20T12:00:00Z"), None));
        let thrice = Window { recurrence: Some(Recurrence::parse("FREQ=YEARLY;COUNT=3").unwrap()), ..yearly };
        assert_eq!(thrice.extent().1, Some(at("2003-01-04T12:00:00Z")));
    }

    #[test]
    fn what_is_no_window_is_refused_with_the_reason() {
        let start = date(2026, 3, 27).at(22, 0, 0, 0);
        let codes = |window: Window| window.faults().iter().map(|fault| fault.code).collect::<Vec<_>>();
        let end = start.saturating_add(SignedDuration::from_hours(1));
        assert_eq!(codes(window(start, end, "UTC", Some("FREQ=WEEKLY"))), [""; 0]);
        assert_eq!(codes(window(start, start, "UTC", None)), ["order"]);
        assert_eq!(codes(window(start, date(2028, 1, 1).at(0, 0, 0, 0), "UTC", None)), ["range"]);
        assert_eq!(codes(window(start, end, "UTC", Some("FREQ=MINUTELY"))), ["too_often"]);
        assert_eq!(codes(window(start, end, "UTC", Some("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"))), ["never"]);
    }

    #[test]
    fn a_selector_wants_one_of_each_list() {
        let subject = Subject {
            release: ReleaseId::from_bits(1),
            lineage: vec![PortfolioId::from_bits(3), PortfolioId::from_bits(2)],
            release_type: ReleaseTypeId::from_bits(4),
            kind: Kind::Project,
            tags: vec!["pci".to_owned()],
            systems: vec![SystemId::from_bits(5)],
            risk: None,
        };
        let mut freeze = window(date(2026, 1, 1).at(0, 0, 0, 0), date(2026, 1, 2).at(0, 0, 0, 0), "UTC", None);
        assert!(freeze.governs(&subject), "an empty selector wants all below its portfolio");
        freeze.selector.tags = vec!["sox".to_owned(), "pci".to_owned()];
        freeze.selector.kinds = vec![Kind::Project];
        assert!(freeze.governs(&subject));
        freeze.selector.risk = vec![Level::High];
        assert!(!freeze.governs(&subject), "what has no risk is not at high risk");
        freeze.selector.risk.clear();
        freeze.selector.systems = vec![SystemId::from_bits(6)];
        assert!(!freeze.governs(&subject));
        freeze.selector.systems.clear();
        freeze.portfolio = PortfolioId::from_bits(9);
        assert!(!freeze.governs(&subject), "another portfolio's");
    }

    #[test]
    fn another_time_and_another_name_are_two_facts() {
        let before = window(date(2026, 1, 1).at(0, 0, 0, 0), date(2026, 1, 2).at(0, 0, 0, 0), "UTC", None);
        let after =
            Window { end: date(2026, 1, 3).at(0, 0, 0, 0), name: Name::parse("Freeze").unwrap(), ..before.clone() };
        let facts = change(&before, after).unwrap().facts;
        let told: Vec<(&str, &str)> = facts.iter().map(|fact| (fact.kind, fact.changes[0].field.as_str())).collect();
        assert_eq!(told, [("window.moved", "end"), ("window.changed", "name")]);
    }
}
