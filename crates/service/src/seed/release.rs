//! One release: what it is, whose, when, and how far it has come.

use super::{
    PER_YEAR,
    dice::Dice,
    organisation::{Division, Organisation},
    words::{CHANGES, GATES, PHASES, TAGS, ZONES},
};
use crate::releases::{New, NewMilestone, NewPhase};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use signalbox_domain::{
    Due, Key, Name, Outcome, Problem, Zone,
    catalog::Level,
    id::PersonId,
    releases::{Impact, Kind, MilestoneKind, MilestoneState},
};
use std::ops::Deref;

/// Trains of a year: each division has one a quarter.
const TRAINS: usize = 32;
/// Members of each train, and so many projects that ride in none.
const MEMBERS: usize = 15;
const PROJECTS: usize = 488;

/// What says how a release of a number looks.
pub(super) struct Plan<O> {
    pub(super) seed: u64,
    pub(super) today: Date,
    pub(super) organisation: O,
}

/// What sort of release has which place among those of a year.
enum Place {
    Train(usize),
    Member { train: usize },
    Project,
    Independent,
}

impl Place {
    const fn of(number: usize) -> Self {
        if number < TRAINS {
            Self::Train(number)
        } else if number < TRAINS * (1 + MEMBERS) {
            Self::Member { train: number % TRAINS }
        } else if number < TRAINS * (1 + MEMBERS) + PROJECTS {
            Self::Project
        } else {
            Self::Independent
        }
    }
}

/// The dates of a release.
struct Dates {
    start: Date,
    target: Date,
    zone: Zone,
}

impl<O: Deref<Target = Organisation>> Plan<O> {
    /// The release of a number, with the systems it touches.
    pub(super) fn release(&self, number: usize) -> Outcome<(New, Vec<(String, Impact)>)> {
        let mut dice = Dice::of(self.seed, number as u64);
        let years = i16::try_from(number / PER_YEAR).map_err(too_many)?;
        let year = self.today.year() - years;
        let number = number % PER_YEAR;
        let place = Place::of(number);
        let divisions = &self.organisation.divisions;
        let division = match place {
            Place::Train(train) | Place::Member { train } => &divisions[train % divisions.len()],
            Place::Project | Place::Independent => &divisions[dice.below(divisions.len())],
        };
        let dates = self.dates(&place, year, &mut dice)?;
        let systems = self.touched(&place, &mut dice);
        let (kind, parent) = match place {
            Place::Train(_) => (Kind::Train, None),
            Place::Member { train } => {
                (Kind::Project, Some(key(&divisions[train % divisions.len()], year, train)?.to_string()))
            }
            Place::Project => (Kind::Project, None),
            Place::Independent => (Kind::Independent, None),
        };
        let (portfolio, accountable) = owner(&place, division, &mut dice);
        let recorded = self.status(&dates, &mut dice);
        let done = recorded.as_str() == "completed";
        let change = dice.one_of(&CHANGES).copied().unwrap_or_default();
        let name = match (&place, systems.first()) {
            (Place::Train(train), _) => format!("Enterprise release {year} Q{}, {}", train / 8 + 1, division.key),
            (_, Some((_, name, _))) => format!("{name}: {change}"),
            (_, None) => change.to_owned(),
        };
        let risk = if dice.percent(90) { Level::ALL.get(dice.below(Level::ALL.len())).copied() } else { None };
        let new = New {
            key: key(division, year, number)?,
            name: Name::from_words(&name),
            kind,
            portfolio: portfolio.to_string(),
            release_type: None,
            parent,
            description: format!("{name}, to be live by {}.", dates.target),
            risk,
            zone: Some(dates.zone.clone()),
            start: Some(dates.start),
            target: Some(Due::on(dates.target, dates.zone.clone())),
            tags: tags(&mut dice),
            fields: serde_json::Map::new(),
            links: Vec::new(),
            accountable: Some(accountable),
            phases: phases(&dates)?,
            milestones: self.gates(&dates, done, &mut dice)?,
            recorded: Some((recorded, done.then(|| dates.zone.start_of(dates.target)))),
        };
        Ok((new, systems.into_iter().map(|(key, _, impact)| (key.to_string(), impact)).collect()))
    }

    fn dates(&self, place: &Place, year: i16, dice: &mut Dice) -> Outcome<Dates> {
        let (target, days) = match place {
            Place::Train(train) => (train_target(*train, year), dice.between(120, 170)),
            Place::Member { train } => {
                (shifted(train_target(*train, year), -dice.between(0, 10))?, dice.between(60, 110))
            }
            Place::Project => (shifted(date(year, 1, 4), dice.between(0, 355))?, dice.between(60, 200)),
            Place::Independent => (shifted(date(year, 1, 4), dice.between(0, 355))?, dice.between(5, 20)),
        };
        let zone = dice.one_of(&ZONES).copied().unwrap_or("UTC");
        Ok(Dates { start: shifted(target, -days)?, target, zone: Zone::parse(zone)? })
    }

    fn touched(&self, place: &Place, dice: &mut Dice) -> Vec<(Key, Name, Impact)> {
        // What a train touches is what its members touch.
        let count = match place {
            Place::Train(_) => 0,
            Place::Member { .. } | Place::Project => 1 + dice.below(3),
            Place::Independent => 1,
        };
        let mut touched: Vec<(Key, Name, Impact)> = Vec::new();
        for _ in 0..count {
            let found = dice.one_of(&self.organisation.systems).zip(dice.one_of(&Impact::ALL));
            if let Some(((key, name), impact)) = found
                && !touched.iter().any(|(known, ..)| known == key)
            {
                touched.push((key.clone(), name.clone(), *impact));
            }
        }
        touched
    }

    fn status(&self, dates: &Dates, dice: &mut Dice) -> Key {
        let long_ago = dates.target.saturating_add(60.days()) < self.today;
        Key::from_words(if dice.percent(4) {
            "cancelled"
        } else if dates.target < self.today {
            if long_ago || dice.percent(85) { "completed" } else { "in-progress" }
        } else if dates.start <= self.today {
            "in-progress"
        } else if dice.percent(15) {
            "draft"
        } else {
            "planned"
        })
    }

    /// Three to five gates: those every release has, and some of the others.
    fn gates(&self, dates: &Dates, done: bool, dice: &mut Dice) -> Outcome<Vec<NewMilestone>> {
        let mut gates = Vec::new();
        for (name, phase, responsible, always) in GATES {
            if !always && dice.percent(40) {
                continue;
            }
            let day = end_of(dates, phase)?;
            let due = Due::on(day, dates.zone.clone());
            let at = due.instant();
            let state = if done || day < self.today && dice.percent(95) {
                MilestoneState::Passed { at, by: None, reason: None }
            } else if day < self.today && dice.percent(50) {
                MilestoneState::Failed { at, by: None, reason: Some("Open defects above the agreed limit".to_owned()) }
            } else {
                MilestoneState::Pending
            };
            gates.push(NewMilestone {
                kind: MilestoneKind::Gate,
                key: None,
                name: Name::from_words(name),
                phase: Some(PHASES[phase].0.to_owned()),
                start: None,
                due,
                state,
                responsible: Some(responsible.to_owned()),
                scope: None,
                description: String::new(),
            });
        }
        Ok(gates)
    }
}

fn key(division: &Division, year: i16, number: usize) -> Outcome<Key> {
    Key::parse(&format!("{}-{year}.{number}", division.key.as_str().to_uppercase())).map_err(Problem::from)
}

fn owner<'a>(place: &Place, division: &'a Division, dice: &mut Dice) -> (&'a Key, PersonId) {
    match (place, dice.one_of(&division.products)) {
        (Place::Train(_), _) | (_, None) => (&division.key, division.lead),
        (_, Some((product, manager))) => (product, *manager),
    }
}

/// Trains arrive at a weekend in the last month of their quarter, each division at another.
fn train_target(train: usize, year: i16) -> Date {
    let quarter = i8::try_from(train / 8 % 4).unwrap_or(0);
    let day = i8::try_from(train % 8 * 3).unwrap_or(0);
    date(year, quarter * 3 + 3, 5 + day)
}

fn shifted(day: Date, days: i32) -> Outcome<Date> {
    day.checked_add(days.days()).map_err(too_many)
}

fn too_many(_: impl std::error::Error) -> Problem {
    Problem::fault("/releases", "range", "so many releases reach back before the calendar begins; ask for fewer")
}

/// The day after which the phase of an index is over.
fn end_of(dates: &Dates, phase: usize) -> Outcome<Date> {
    let days = (dates.target - dates.start).get_days();
    let share: i32 = PHASES[..=phase].iter().map(|(_, share)| share).sum();
    shifted(dates.start, days * share / 100)
}

fn phases(dates: &Dates) -> Outcome<Vec<NewPhase>> {
    let mut start = dates.start;
    let mut phases = Vec::new();
    for (index, (name, _)) in PHASES.into_iter().enumerate() {
        // A short release has phases of one day, and two of them may share it.
        let end = end_of(dates, index)?.max(start);
        phases.push(NewPhase { name: Name::from_words(name), start, end });
        start = shifted(end, 1)?.min(dates.target);
    }
    Ok(phases)
}

fn tags(dice: &mut Dice) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for _ in 0..dice.below(3) {
        if let Some(tag) = dice.one_of(&TAGS).filter(|tag| !tags.iter().any(|known| known == *tag)) {
            tags.push((*tag).to_owned());
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_a_year_is_taken() {
        let count = |wanted: fn(&Place) -> bool| (0..PER_YEAR).map(Place::of).filter(wanted).count();
        assert_eq!(count(|place| matches!(place, Place::Train(_))), 32);
        assert_eq!(count(|place| matches!(place, Place::Member { .. })), 480);
        assert_eq!(count(|place| matches!(place, Place::Project)), 488);
        assert_eq!(count(|place| matches!(place, Place::Independent)), 1_000);
        assert!(
            (TRAINS..TRAINS * (1 + MEMBERS))
                .all(|number| matches!(Place::of(number), Place::Member { train } if train < TRAINS))
        );
    }

    #[test]
    fn phases_follow_each_other_and_end_with_the_release() {
        for days in 5..200 {
            let start = date(2026, 1, 10);
            let dates = Dates { start, target: shifted(start, days).unwrap(), zone: Zone::utc() };
            let phases = phases(&dates).unwrap();
            assert!(phases.iter().all(|phase| phase.start <= phase.end), "{days}");
            assert!(phases.windows(2).all(|pair| pair[0].end <= pair[1].start), "{days}");
            assert_eq!((phases[0].start, phases[4].end), (dates.start, dates.target), "{days}");
        }
    }
}
