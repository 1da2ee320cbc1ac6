//! Working days: which days count, and how to step from one to another.
//!
//! The definition, which the tests walk day by day:
//!
//! - A day is *working* when its weekday is worked and it is no holiday.
//! - `next(d)` is the first working day that is not before `d`; `previous(d)` the last that is not after `d`.
//! - `add(d, 0)` is `d` itself, working or not. `add(d, n)` is the `n`-th working day after `d`; `add(d, -n)` the `n`-th
//!   before it.
//! - `between(a, b)` counts the working days after `a` up to and including `b`; backwards, those from `b` up to but not
//!   including `a`, as a negative number. So `between(a, add(a, n)) == n`, whatever day `a` is.
//!
//! Nothing is walked to compute them: working days are numbered, whole weeks at once, and a number is looked up again by
//! halving. Every answer costs the same however far away it lies, and at the ends of time the last day there is answers.

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// The first, as ISO 8601 counts.
    Monday,
    /// The second.
    Tuesday,
    /// The third.
    Wednesday,
    /// The fourth.
    Thursday,
    /// The fifth.
    Friday,
    /// The sixth.
    Saturday,
    /// The seventh.
    Sunday,
}

impl Weekday {
    /// Every day, in the order of the week.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];
    /// What is worked where nobody said otherwise.
    pub const USUAL: [Self; 5] = [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday];

    /// The name in the API and the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Tuesday => "tuesday",
            Self::Wednesday => "wednesday",
            Self::Thursday => "thursday",
            Self::Friday => "friday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }
}

/// The days on which work is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingCalendar {
    /// How many of the first so many days of a week are worked: `before[7]` is a whole week's.
    before: [i64; 8],
    /// Holidays that would have been worked, as day numbers in order, each once.
    holidays: Vec<i64>,
}

impl Default for WorkingCalendar {
    /// Monday to Friday, without holidays.
    fn default() -> Self {
        Self::new(&Weekday::USUAL, [])
    }
}

/// A Monday. Days are numbered from it.
const MONDAY: Date = jiff::civil::date(1970, 1, 5);

impl WorkingCalendar {
    /// The calendar in which these weekdays are worked, except on these days. Without any weekday, the usual ones are.
    #[must_use]
    pub fn new(days: &[Weekday], holidays: impl IntoIterator<Item = Date>) -> Self {
        let days = if days.is_empty() { &Weekday::USUAL } else { days };
        let mut before = [0; 8];
        for (place, weekday) in Weekday::ALL.into_iter().enumerate() {
            before[place + 1] = before[place] + i64::from(days.contains(&weekday));
        }
        let mut made = Self { before, holidays: Vec::new() };
        let mut holidays: Vec<i64> = holidays.into_iter().map(number).filter(|day| made.is_worked(*day)).collect();
        holidays.sort_unstable();
        holidays.dedup();
        made.holidays = holidays;
        made
    }

    /// True when work is done on this day.
    #[must_use]
    pub fn is_working(&self, day: Date) -> bool {
        let day = number(day);
        self.is_worked(day) && self.holidays.binary_search(&day).is_err()
    }

    /// The first working day that is not before this one.
    #[must_use]
    pub fn next(&self, day: Date) -> Date {
        self.nth(self.rank(number(day) - 1) + 1)
    }

    /// The last working day that is not after this one.
    #[must_use]
    pub fn previous(&self, day: Date) -> Date {
        self.nth(self.rank(number(day)))
    }

    /// The `n`-th working day after this one, or before it when `n` is negative; the day itself when `n` is 0.
    #[must_use]
    pub fn add(&self, day: Date, n: i32) -> Date {
        match n {
            0 => day,
            1.. => self.nth(self.rank(number(day)) + i64::from(n)),
            _ => self.nth(self.rank(number(day) - 1) + i64::from(n) + 1),
        }
    }

    /// How many working days it takes from one day to another; negative when the other lies before.
    #[must_use]
    pub fn between(&self, from: Date, to: Date) -> i32 {
        let steps = if from <= to {
            self.rank(number(to)) - self.rank(number(from))
        } else {
            self.rank(number(to) - 1) - self.rank(number(from) - 1)
        };
        // Dates have four-digit years: there are fewer days than this can count.
        i32::try_from(steps).unwrap_or(i32::MAX)
    }

    fn is_worked(&self, day: i64) -> bool {
        let place = weekday(day);
        self.before[place + 1] > self.before[place]
    }

    /// The number of the last working day up to and including this day. Only differences mean anything.
    fn rank(&self, day: i64) -> i64 {
        let weeks = day.div_euclid(7);
        let worked = weeks * self.before[7] + self.before[weekday(day) + 1];
        let holidays = self.holidays.partition_point(|holiday| *holiday <= day);
        worked - i64::try_from(holidays).unwrap_or(i64::MAX)
    }

    /// The working day with this number; the first or last day there is when it would lie beyond.
    fn nth(&self, rank: i64) -> Date {
        let (mut low, mut high) = (number(Date::MIN), number(Date::MAX));
        while low < high {
            let middle = low + (high - low).div_euclid(2);
            if self.rank(middle) < rank {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        day(low)
    }
}

fn weekday(day: i64) -> usize {
    usize::try_from(day.rem_euclid(7)).unwrap_or(0)
}

fn number(day: Date) -> i64 {
    // The distance of two dates is always a number of days.
    MONDAY.until(day).map_or(0, |span| i64::from(span.get_days()))
}

fn day(number: i64) -> Date {
    Span::new().try_days(number).and_then(|days| MONDAY.checked_add(days)).unwrap_or(MONDAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// The definition: a set of weekdays, a set of days, and feet.
    #[derive(Clone, Debug)]
    struct Walker {
        days: Vec<Weekday>,
        holidays: BTreeSet<Date>,
    }

    impl Walker {
        fn is_working(&self, day: Date) -> bool {
            let place = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap();
            self.days.contains(&Weekday::ALL[place]) && !self.holidays.contains(&day)
        }

        fn walk(&self, from: Date, steps: i32) -> Date {
            let (mut day, mut left) = (from, steps.abs());
            while left > 0 {
                day = if steps > 0 { day.tomorrow().unwrap() } else { day.yesterday().unwrap() };
                left -= i32::from(self.is_working(day));
            }
            day
        }

        fn between(&self, from: Date, to: Date) -> i32 {
            let mut steps = 0;
            let mut day = from;
            while day < to {
                day = day.tomorrow().unwrap();
                steps += i32::from(self.is_working(day));
            }
            while day > to {
                day = day.yesterday().unwrap();
                steps -= i32::from(self.is_working(day));
            }
            steps
        }
    }

    fn walkers() -> impl Strategy<Value = Walker> {
        let days = prop::sample::subsequence(Weekday::ALL.to_vec(), 1..=7);
        (days, prop::collection::btree_set(some_day(), 0..60)).prop_map(|(days, holidays)| Walker { days, holidays })
    }

    fn some_day() -> impl Strategy<Value = Date> {
        (0_i64..500).prop_map(|days| date(2025, 6, 1).checked_add(Span::new().days(days)).unwrap())
    }

    proptest! {
        #[test]
        fn it_steps_as_one_does_who_walks(walker in walkers(), from in some_day(), to in some_day(), n in -200_i32..200) {
            let calendar = WorkingCalendar::new(&walker.days, walker.holidays.iter().copied());
            prop_assert_eq!(calendar.is_working(from), walker.is_working(from));
            prop_assert_eq!(calendar.add(from, n), walker.walk(from, n));
            prop_assert_eq!(calendar.between(from, to), walker.between(from, to));
            prop_assert_eq!(calendar.next(from), walker.walk(from.yesterday().unwrap(), 1));
            prop_assert_eq!(calendar.previous(from), walker.walk(from.tomorrow().unwrap(), -1));
        }

        #[test]
        fn steps_are_kept_in_order_and_can_be_taken_back(walker in walkers(), one in some_day(), other in some_day(), n in -200_i32..200) {
            let calendar = WorkingCalendar::new(&walker.days, walker.holidays.iter().copied());
            let (early, late) = (one.min(other), one.max(other));
            prop_assert!(calendar.add(early, n) <= calendar.add(late, n));
            prop_assert_eq!(calendar.add(one, 0), one);
            prop_assert_eq!(calendar.between(one, calendar.add(one, n)), n);
            if calendar.is_working(one) {
                prop_assert_eq!(calendar.add(calendar.add(one, n), -n), one);
            }
        }
    }

    #[test]
    fn a_long_weekend_is_stepped_over() {
        let easter = [date(2026, 4, 3), date(2026, 4, 6)];
        let calendar = WorkingCalendar::new(&Weekday::USUAL, easter);
        assert_eq!(calendar.add(date(2026, 4, 2), 1), date(2026, 4, 7));
        assert_eq!(calendar.next(date(2026, 4, 3)), date(2026, 4, 7));
        assert_eq!(calendar.previous(date(2026, 4, 6)), date(2026, 4, 2));
        assert_eq!(calendar.between(date(2026, 4, 2), date(2026, 4, 7)), 1);
    }

    #[test]
    fn at_the_ends_of_time_it_stops() {
        let calendar = WorkingCalendar::default();
        assert_eq!(calendar.add(date(2026, 1, 1), i32::MAX), Date::MAX);
        assert_eq!(calendar.add(date(2026, 1, 1), i32::MIN), Date::MIN);
        let never = WorkingCalendar::new(&[], []);
        assert_eq!(never, WorkingCalendar::default(), "no day at all is no calendar");
    }
}
