//! Working calendars as they are kept: named, with the holidays of a place, for portfolios to work by.

use super::{Weekday, WorkingCalendar};
use crate::{
    due::day_fault,
    event::{Decided, Fact, differences},
    id::{PortfolioId, WorkingCalendarId},
    problem::{Faults, Outcome, Problem, Reason},
    text::{Key, Name},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// The most holidays one calendar may have: two centuries of ten a year.
pub const MOST_HOLIDAYS: usize = 2_000;

/// A day that would be worked but is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// Which day.
    pub date: Date,
    /// What it is called.
    pub name: Name,
}

/// A working calendar. A portfolio names the one it works by; what is below works by it too, unless it names another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Calendar {
    /// Which.
    pub id: WorkingCalendarId,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// The weekdays that are worked, in the order of the week.
    pub days: Vec<Weekday>,
    /// The days that are not worked all the same, by date.
    pub holidays: Vec<Holiday>,
    /// When it was put away.
    pub archived_at: Option<Timestamp>,
    /// Counts its changes.
    pub rev: i64,
}

impl Calendar {
    /// What it says of days.
    #[must_use]
    pub fn working(&self) -> WorkingCalendar {
        WorkingCalendar::new(&self.days, self.holidays.iter().map(|holiday| holiday.date))
    }

    /// Puts days and holidays in order, which is not part of what was said.
    fn ordered(mut self) -> Self {
        self.days.sort_unstable();
        self.holidays.sort_by_key(|holiday| holiday.date);
        self
    }

    /// Every fault: no day worked, a day or a holiday named twice, too many holidays, a year no plan reaches.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::none();
        faults.require(!self.days.is_empty(), "/days", "empty", || {
            "at least one day of the week is worked, or no plan would ever end".to_owned()
        });
        for (index, day) in self.days.iter().enumerate() {
            let first = self.days.iter().position(|other| other == day);
            faults.require(first == Some(index), &format!("/days/{index}"), "duplicate", || {
                format!("{} is named twice", day.name())
            });
        }
        faults.require(self.holidays.len() <= MOST_HOLIDAYS, "/holidays", "too_many", || {
            format!("a calendar has at most {MOST_HOLIDAYS} holidays")
        });
        let mut seen = std::collections::HashSet::new();
        for (index, holiday) in self.holidays.iter().enumerate() {
            let pointer = format!("/holidays/{index}/date");
            faults.extend(day_fault(&pointer, holiday.date));
            faults.require(seen.insert(holiday.date), &pointer, "duplicate", || {
                format!("{} is a holiday already", holiday.date)
            });
        }
        faults
    }
}

/// Decides what a new calendar is. `root` is the root portfolio, whose facts are everybody's.
///
/// # Errors
/// Every fault of the calendar.
pub fn create(made: Calendar, root: PortfolioId) -> Outcome<Decided<Calendar>> {
    made.faults().finish()?;
    let made = made.ordered();
    let changes = differences(None, Some(&made));
    let fact = Fact::of("working_calendar.created", made.id, root).named(&made.name).with(changes);
    Ok(Decided { state: made, facts: vec![fact] })
}

/// Decides a change of a calendar. Plans that were made by it stay as they are: only the next move minds it.
///
/// # Errors
/// Every fault of the calendar as it would be.
pub fn change(before: &Calendar, after: Calendar, root: PortfolioId) -> Outcome<Decided<Calendar>> {
    after.faults().finish()?;
    let after = after.ordered();
    let changes = differences(Some(before), Some(&after));
    let facts = if changes.is_empty() {
        Vec::new()
    } else {
        vec![Fact::of("working_calendar.changed", after.id, root).named(&after.name).with(changes)]
    };
    Ok(Decided { state: after, facts })
}

/// Puts a calendar away, or takes it out again. `portfolios` is how many name it.
///
/// # Errors
/// Refuses to put away a calendar that a portfolio names.
pub fn archive(
    before: &Calendar,
    away: bool,
    portfolios: i64,
    now: Timestamp,
    root: PortfolioId,
) -> Outcome<Decided<Calendar>> {
    if before.archived_at.is_some() == away {
        return Ok(Decided { state: before.clone(), facts: Vec::new() });
    }
    if away && portfolios > 0 {
        let told =
            if portfolios == 1 { "1 portfolio works".to_owned() } else { format!("{portfolios} portfolios work") };
        let detail = format!("{told} by {}; let them name another calendar first", before.name);
        let reason = Reason::new("in_use", detail.clone()).cleared_by("an administrator of those portfolios");
        return Err(Problem::Refused { detail, reasons: vec![reason] });
    }
    let after = Calendar { archived_at: away.then_some(now), ..before.clone() };
    let kind = if away { "working_calendar.archived" } else { "working_calendar.restored" };
    let changes = differences(Some(before), Some(&after));
    let fact = Fact::of(kind, after.id, root).named(&after.name).with(changes);
    Ok(Decided { state: after, facts: vec![fact] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Identifier;
    use jiff::civil::date;

    fn calendar() -> Calendar {
        let holiday = |month, day, name: &str| Holiday { date: date(2026, month, day), name: Name::from_words(name) };
        Calendar {
            id: WorkingCalendarId::from_bits(1),
            key: Key::from_words("coast"),
            name: Name::from_words("Coast"),
            days: vec![Weekday::Sunday, Weekday::Monday],
            holidays: vec![holiday(12, 28, "Long night"), holiday(3, 1, "Spring tide")],
            archived_at: None,
            rev: 1,
        }
    }

    #[test]
    fn order_is_not_part_of_what_is_said() {
        let root = PortfolioId::from_bits(1);
        let made = create(calendar(), root).unwrap().state;
        assert_eq!(made.days, [Weekday::Monday, Weekday::Sunday]);
        assert_eq!(made.holidays[0].date, date(2026, 3, 1));
        assert_eq!(change(&made, calendar(), root).unwrap().facts, []);
        assert!(!made.working().is_working(date(2026, 3, 1)) && made.working().is_working(date(2026, 3, 8)));
    }

    #[test]
    fn every_fault_is_named() {
        let mut broken = calendar();
        broken.days = vec![Weekday::Monday, Weekday::Monday];
        broken.holidays[1].date = date(2026, 12, 28);
        broken.holidays[0].date = date(1500, 1, 1);
        broken.holidays.push(broken.holidays[1].clone());
        let Err(Problem::Invalid(faults)) = create(broken, PortfolioId::from_bits(1)) else { panic!("accepted") };
        let told: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(told, ["/days/1", "/holidays/0/date", "/holidays/2/date"]);
    }
}
