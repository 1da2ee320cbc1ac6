//! Days counted back from a release's target.

use crate::{problem::Fault, schedule::Weekday};
use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

/// The farthest an offset reaches, in days either way: ten years.
pub const FARTHEST: i32 = 3_660;

/// The days nobody works: the name of the holiday or weekday for such a day, `None` for a day worked.
pub type DaysOff<'a> = &'a dyn Fn(Date) -> Option<String>;

/// The days nobody works where nothing else was said: Saturday and Sunday.
#[must_use]
pub fn weekend(day: Date) -> Option<String> {
    match weekday_of(day) {
        Weekday::Saturday => Some("Saturday".to_owned()),
        Weekday::Sunday => Some("Sunday".to_owned()),
        _ => None,
    }
}

/// What becomes of a date that falls on a day nobody works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOff {
    /// It stays.
    #[default]
    Keep,
    /// It moves to the last working day before.
    Before,
    /// It moves to the first working day after.
    After,
}

impl DayOff {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Keep, Self::Before, Self::After];

    /// True for what need not be written.
    #[must_use]
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// Where a day comes to lie. A calendar without any day worked within ten years leaves it where it is.
    #[must_use]
    pub fn settle(self, day: Date, off: DaysOff<'_>) -> Date {
        let step = match self {
            Self::Keep => return day,
            Self::Before => -1,
            Self::After => 1,
        };
        let near = (0..=FARTHEST).map(|days| moved(day, step * days));
        near.into_iter().find(|day| off(*day).is_none()).unwrap_or(day)
    }
}

/// The weekday of a day.
#[must_use]
pub fn weekday_of(day: Date) -> Weekday {
    Weekday::ALL[days_after_monday(day).unsigned_abs() as usize % 7]
}

fn days_after_monday(day: Date) -> i32 {
    i32::from(day.weekday().to_monday_zero_offset())
}

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Weeks, keeping the weekday.
    #[default]
    Weeks,
    /// Days that are worked.
    WorkingDays,
    /// All days.
    Days,
}

/// A day relative to the target's: so many units before it, or after it when the number is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Said", into = "Said")]
pub enum Offset {
    /// A weekday of the week that lies so many weeks before the target's. Weeks begin on Monday.
    Weeks {
        /// How many.
        before: i32,
        /// Which day of that week.
        weekday: Weekday,
        /// What becomes of it on a day nobody works.
        day_off: DayOff,
    },
    /// Days that are worked, counted from the target. Never a day off, but for 0, which is the target's own day.
    WorkingDays {
        /// How many.
        before: i32,
    },
    /// All days.
    Days {
        /// How many.
        before: i32,
        /// What becomes of it on a day nobody works.
        day_off: DayOff,
    },
}

/// An offset as it is said: what there is to say depends on the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// What is counted.
    pub unit: Unit,
    /// How many.
    pub before: i32,
    /// Of weeks: which day of that week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekday: Option<Weekday>,
    /// Of weeks and days: what becomes of it on a day nobody works.
    #[serde(default, skip_serializing_if = "DayOff::is_keep")]
    pub day_off: DayOff,
}

impl Said {
    /// The offset that is meant.
    ///
    /// # Errors
    /// Weeks without a weekday; a weekday of anything else; working days that would fall on a day off.
    pub fn meant(self) -> Result<Offset, Fault> {
        let Self { unit, before, weekday, day_off } = self;
        match (unit, weekday) {
            (Unit::Weeks, Some(weekday)) => Ok(Offset::Weeks { before, weekday, day_off }),
            (Unit::Weeks, None) => {
                Err(Fault::new("/weekday", "required", "an offset in weeks says which day of that week it means"))
            }
            (Unit::WorkingDays | Unit::Days, Some(_)) => {
                Err(Fault::new("/weekday", "choice", "only an offset in weeks has a weekday"))
            }
            (Unit::WorkingDays, None) if day_off != DayOff::Keep => {
                Err(Fault::new("/day_off", "choice", "an offset in working days never falls on a day off"))
            }
            (Unit::WorkingDays, None) => Ok(Offset::WorkingDays { before }),
            (Unit::Days, None) => Ok(Offset::Days { before, day_off }),
        }
    }
}

impl TryFrom<Said> for Offset {
    type Error = String;

    fn try_from(said: Said) -> Result<Self, String> {
        said.meant().map_err(|fault| fault.detail)
    }
}

impl From<Offset> for Said {
    fn from(offset: Offset) -> Self {
        match offset {
            Offset::Weeks { before, weekday, day_off } => {
                Self { unit: Unit::Weeks, before, weekday: Some(weekday), day_off }
            }
            Offset::WorkingDays { before } => {
                Self { unit: Unit::WorkingDays, before, weekday: None, day_off: DayOff::Keep }
            }
            Offset::Days { before, day_off } => Self { unit: Unit::Days, before, weekday: None, day_off },
        }
    }
}

impl Offset {
    /// The day, as counted and where it comes to lie.
    #[must_use]
    pub fn day(self, target: Date, off: DaysOff<'_>) -> (Date, Date) {
        match self {
            Self::Weeks { before, weekday, day_off } => {
                let monday = moved(target, -days_after_monday(target));
                let counted = moved(monday, weekday as i32 - 7 * before);
                (counted, day_off.settle(counted, off))
            }
            Self::Days { before, day_off } => {
                let counted = moved(target, -before);
                (counted, day_off.settle(counted, off))
            }
            Self::WorkingDays { before } => {
                let day = worked(target, -before, off);
                (day, day)
            }
        }
    }

    /// The offset of a day, in a unit if it can be said in that unit; a day off cannot be said in working days.
    #[must_use]
    pub fn of(day: Date, target: Date, unit: Unit, day_off: DayOff, off: DaysOff<'_>) -> Self {
        // What stands on a day off now is meant to: it must not move when it is read back.
        let day_off = if off(day).is_some() { DayOff::Keep } else { day_off };
        let all = Self::Days { before: days_between(day, target), day_off };
        match unit {
            Unit::Days => all,
            Unit::Weeks => {
                let monday = |day: Date| moved(day, -days_after_monday(day));
                let weeks = days_between(monday(day), monday(target)) / 7;
                Self::Weeks { before: weeks, weekday: weekday_of(day), day_off }
            }
            Unit::WorkingDays => {
                let (first, last) = (day.min(target), day.max(target));
                let mut count = 0;
                let mut at = if day <= target { first } else { moved(first, 1) };
                while at < last || (day > target && at == last) {
                    count += i32::from(off(at).is_none());
                    at = moved(at, 1);
                }
                let before = if day <= target { count } else { -count };
                let said = Self::WorkingDays { before };
                if said.day(target, off).1 == day { said } else { all }
            }
        }
    }

    /// How many units, either way.
    #[must_use]
    pub const fn count(self) -> i32 {
        match self {
            Self::Weeks { before, .. } | Self::WorkingDays { before } | Self::Days { before, .. } => before,
        }
    }

    /// True when it lies no farther than [`FARTHEST`].
    #[must_use]
    pub const fn is_near(self) -> bool {
        let most = match self {
            Self::Weeks { .. } => FARTHEST / 7,
            Self::WorkingDays { .. } | Self::Days { .. } => FARTHEST,
        };
        self.count() >= -most && self.count() <= most
    }
}

fn days_between(day: Date, target: Date) -> i32 {
    day.until(target).map_or(0, |span| span.get_days())
}

/// So many days on; a day outside all calendars stays.
fn moved(day: Date, days: i32) -> Date {
    day.checked_add(Span::new().days(days)).unwrap_or(day)
}

/// So many working days on. A calendar without days worked leaves the day where it is.
fn worked(from: Date, count: i32, off: DaysOff<'_>) -> Date {
    let (mut day, mut left, mut tried) = (from, count.abs(), 0);
    while left > 0 {
        day = moved(day, count.signum());
        tried += 1;
        if tried > 2 * FARTHEST {
            return from;
        }
        left -= i32::from(off(day).is_none());
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn off(day: Date) -> Option<String> {
        let holidays = [date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1)];
        weekend(day).or_else(|| holidays.contains(&day).then(|| "holiday".to_owned()))
    }

    #[test]
    fn weeks_are_counted_from_the_targets_week_and_keep_the_weekday() {
        // The release week of a Wednesday 1 April 2026; five weeks before, on the Thursday: 26 February.
        let freeze = Offset::Weeks { before: 5, weekday: Weekday::Thursday, day_off: DayOff::Keep };
        assert_eq!(freeze.day(date(2026, 4, 1), &off).1, date(2026, 2, 26));
        // Six months later the target is a Thursday; the freeze is one too.
        assert_eq!(freeze.day(date(2026, 10, 1), &off).1, date(2026, 8, 27));
    }

    #[test]
    fn a_day_off_is_kept_or_moved_either_way() {
        let good_friday =
            |day_off| Offset::Weeks { before: 1, weekday: Weekday::Friday, day_off }.day(date(2026, 4, 8), &off);
        assert_eq!(good_friday(DayOff::Keep), (date(2026, 4, 3), date(2026, 4, 3)));
        assert_eq!(good_friday(DayOff::Before), (date(2026, 4, 3), date(2026, 4, 2)));
        assert_eq!(good_friday(DayOff::After), (date(2026, 4, 3), date(2026, 4, 7)));
    }

    #[test]
    fn working_days_pass_over_weekends_and_holidays() {
        let before = |days| Offset::WorkingDays { before: days }.day(date(2026, 4, 8), &off).1;
        assert_eq!((before(0), before(1), before(2)), (date(2026, 4, 8), date(2026, 4, 7), date(2026, 4, 2)));
        assert_eq!(before(-3), date(2026, 4, 13));
    }

    #[test]
    fn a_calendar_without_a_working_day_ends_all_the_same() {
        let never = |_: Date| Some("strike".to_owned());
        assert_eq!(Offset::WorkingDays { before: 3 }.day(date(2026, 4, 8), &never).1, date(2026, 4, 8));
        assert_eq!(DayOff::After.settle(date(2026, 4, 8), &never), date(2026, 4, 8));
    }

    proptest! {
        #[test]
        fn an_offset_read_from_a_day_leads_back_to_it(
            days in -400_i32..400,
            target in 0_i32..800,
            unit in prop::sample::select(vec![Unit::Weeks, Unit::WorkingDays, Unit::Days]),
            day_off in prop::sample::select(DayOff::ALL.to_vec()),
        ) {
            let target = moved(date(2025, 6, 1), target);
            let day = moved(target, days);
            let offset = Offset::of(day, target, unit, day_off, &off);
            prop_assert_eq!(offset.day(target, &off).1, day);
        }

        /// The definition: between the two lie exactly so many days that are worked, the nearer end not counted.
        #[test]
        fn working_days_are_what_is_counted_one_by_one(count in 1_i32..200, start in 0_i32..700) {
            let target = moved(date(2025, 6, 1), start);
            let day = Offset::WorkingDays { before: count }.day(target, &off).1;
            prop_assert!(off(day).is_none());
            let mut between = 0;
            let mut at = day;
            while at < target {
                between += i32::from(off(at).is_none());
                at = moved(at, 1);
            }
            prop_assert_eq!(between, count);
        }

        #[test]
        fn whoever_minds_days_off_never_lands_on_one(before in -60_i32..60, start in 0_i32..700) {
            let target = moved(date(2025, 6, 1), start);
            for day_off in [DayOff::Before, DayOff::After] {
                let day = Offset::Days { before, day_off }.day(target, &off).1;
                prop_assert_eq!(off(day), None);
            }
        }
    }
}
