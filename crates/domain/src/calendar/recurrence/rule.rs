//! One rule, worked out period by period.

use crate::due::Zone;
use jiff::{
    Span, Timestamp,
    civil::{Date, DateTime, Time, Weekday},
    tz,
};
use std::ops::Range;

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Frequency {
    Yearly,
    Monthly,
    Weekly,
    Daily,
    Hourly,
    Minutely,
    Secondly,
}

/// When a rule stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Never,
    Count(u32),
    Local(DateTime),
    Instant(Timestamp),
}

/// A rule of RFC 5545, section 3.3.10.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) frequency: Frequency,
    pub(super) interval: i64,
    pub(super) end: End,
    pub(super) week_start: Weekday,
    pub(super) months: Vec<i8>,
    pub(super) month_days: Vec<i16>,
    pub(super) year_days: Vec<i16>,
    pub(super) weeks: Vec<i16>,
    pub(super) weekdays: Vec<(Option<i16>, Weekday)>,
    pub(super) hours: Vec<i8>,
    pub(super) minutes: Vec<i8>,
    pub(super) seconds: Vec<i8>,
    pub(super) positions: Vec<i16>,
}

/// How much work may still be done for one question: days looked at and moments found.
pub(super) struct Budget(u32);

impl Default for Budget {
    /// More than the days of two and a half centuries.
    fn default() -> Self {
        Self(100_000)
    }
}

impl Budget {
    fn spend(&mut self, work: usize) -> bool {
        self.0 = self.0.saturating_sub(u32::try_from(work).unwrap_or(u32::MAX));
        self.0 > 0
    }
}

/// What a period holds.
enum Period {
    /// These days, and on each of them these times.
    Moments(Vec<Date>, Vec<Time>),
    /// Nothing, and nothing before the period of this number.
    NothingBefore(i64),
    /// The calendar is over.
    Over,
}

impl Rule {
    /// A rule without any limits.
    pub(super) const fn every(frequency: Frequency) -> Self {
        Self {
            frequency,
            interval: 1,
            end: End::Never,
            week_start: Weekday::Monday,
            months: Vec::new(),
            month_days: Vec::new(),
            year_days: Vec::new(),
            weeks: Vec::new(),
            weekdays: Vec::new(),
            hours: Vec::new(),
            minutes: Vec::new(),
            seconds: Vec::new(),
            positions: Vec::new(),
        }
    }

    /// Gives each moment of the rule within the span, in order, until `found` has enough. Answers whether all were given.
    pub(super) fn walk(
        &self,
        start: DateTime,
        zone: &Zone,
        span: &Range<DateTime>,
        budget: &mut Budget,
        found: &mut dyn FnMut(DateTime) -> bool,
    ) -> bool {
        let rule = self.with_what_start_says(start);
        let last = match self.end {
            End::Never | End::Count(_) => DateTime::MAX,
            End::Local(local) => local,
            End::Instant(instant) => zone.clock().to_datetime(instant),
        };
        let mut left = if let End::Count(count) = self.end { count } else { u32::MAX };
        // What is counted has to be counted from its start; everything else may be looked up where it is wanted.
        let mut number = if left == u32::MAX { rule.period_before(start, span.start) } else { 0 };
        loop {
            if !budget.spend(1) {
                return false;
            }
            let (days, times) = match rule.period(start, number, budget) {
                Period::Moments(days, times) => (days, times),
                Period::NothingBefore(next) => {
                    number = next;
                    continue;
                }
                Period::Over => return true,
            };
            for moment in rule.chosen(&days, &times) {
                if moment < start {
                    continue;
                }
                if moment > last || moment >= span.end || left == 0 {
                    return true;
                }
                left -= u32::from(left != u32::MAX);
                if moment >= span.start && !found(moment) || !budget.spend(1) {
                    return false;
                }
            }
            if left == 0 || rule.begins_after(start, number, last.min(span.end)) {
                return true;
            }
            number += 1;
        }
    }

    /// The rule with everything that it leaves to the first moment filled in.
    fn with_what_start_says(&self, start: DateTime) -> Self {
        let mut rule = self.clone();
        let says_days = !(self.weeks.is_empty()
            && self.year_days.is_empty()
            && self.month_days.is_empty()
            && self.weekdays.is_empty());
        if !says_days {
            match self.frequency {
                Frequency::Yearly => {
                    if rule.months.is_empty() {
                        rule.months.push(start.month());
                    }
                    rule.month_days.push(start.day().into());
                }
                Frequency::Monthly => rule.month_days.push(start.day().into()),
                Frequency::Weekly => rule.weekdays.push((None, start.date().weekday())),
                _ => {}
            }
        }
        let fill = |list: &mut Vec<i8>, finer: bool, value: i8| {
            if list.is_empty() && finer {
                list.push(value);
            }
        };
        fill(&mut rule.hours, self.frequency < Frequency::Hourly, start.hour());
        fill(&mut rule.minutes, self.frequency < Frequency::Minutely, start.minute());
        fill(&mut rule.seconds, self.frequency < Frequency::Secondly, start.second());
        rule
    }

    /// The number of a period that holds nothing after `from` that an earlier period would not hold too.
    fn period_before(&self, start: DateTime, from: DateTime) -> i64 {
        if from <= start {
            return 0;
        }
        let units = match self.frequency {
            Frequency::Yearly => i64::from(from.year() - start.year()),
            Frequency::Monthly => month_number(from.date()) - month_number(start.date()),
            Frequency::Weekly => days_between(start.date(), from.date()) / 7,
            Frequency::Daily => days_between(start.date(), from.date()),
            _ => (second_number(from) - second_number(start)) / self.seconds_per_unit(),
        };
        (units / self.interval - 1).max(0)
    }

    const fn seconds_per_unit(&self) -> i64 {
        match self.frequency {
            Frequency::Hourly => 3_600,
            Frequency::Minutely => 60,
            _ => 1,
        }
    }

    /// True when the period of this number begins after a moment, so that all later ones do as well.
    fn begins_after(&self, start: DateTime, number: i64, moment: DateTime) -> bool {
        self.first_day(start, number).is_none_or(|day| day > moment.date())
    }

    /// The first day of a period of a day or more; the day of a shorter one.
    fn first_day(&self, start: DateTime, number: i64) -> Option<Date> {
        let units = number.checked_mul(self.interval)?;
        match self.frequency {
            Frequency::Yearly => Date::new(i16::try_from(i64::from(start.year()) + units).ok()?, 1, 1).ok(),
            Frequency::Monthly => {
                let month = month_number(start.date()).checked_add(units)?;
                let year = i16::try_from(month.div_euclid(12)).ok()?;
                Date::new(year, i8::try_from(month.rem_euclid(12) + 1).ok()?, 1).ok()
            }
            Frequency::Weekly => {
                let into = i64::from(start.date().weekday().since(self.week_start));
                later(start.date(), units.checked_mul(7)? - into)
            }
            Frequency::Daily => later(start.date(), units),
            _ => Some(self.moment(start, number)?.date()),
        }
    }

    /// The moment at which a period shorter than a day begins.
    fn moment(&self, start: DateTime, number: i64) -> Option<DateTime> {
        let unit = self.seconds_per_unit();
        let first = second_number(start).div_euclid(unit) * unit;
        let seconds = number.checked_mul(self.interval)?.checked_mul(unit)?.checked_add(first)?;
        Timestamp::from_second(seconds).ok().map(|moment| tz::Offset::UTC.to_datetime(moment))
    }

    fn period(&self, start: DateTime, number: i64, budget: &mut Budget) -> Period {
        if self.frequency >= Frequency::Hourly {
            return self.short_period(start, number);
        }
        let Some(first) = self.first_day(start, number) else { return Period::Over };
        let length = match self.frequency {
            Frequency::Yearly => first.days_in_year(),
            Frequency::Monthly => first.days_in_month().into(),
            Frequency::Weekly => 7,
            _ => 1,
        };
        let mut days = Vec::new();
        let mut day = Some(first);
        for _ in 0..length {
            let Some(this) = day else { break };
            if self.holds(this) {
                days.push(this);
            }
            day = this.tomorrow().ok();
        }
        budget.spend(usize::try_from(length).unwrap_or(1));
        Period::Moments(days, times(&self.hours, &self.minutes, &self.seconds))
    }

    /// An hour, minute or second. Days, hours and minutes that hold nothing are passed over in one step.
    fn short_period(&self, start: DateTime, number: i64) -> Period {
        let Some(moment) = self.moment(start, number) else { return Period::Over };
        let unit = self.seconds_per_unit();
        let step = self.interval * unit;
        let first = second_number(start).div_euclid(unit) * unit;
        // The number of the first period that begins at or after the next full day, hour or minute.
        let after = |span: i64| {
            let next = (second_number(moment).div_euclid(span) + 1) * span;
            Period::NothingBefore((next - first + step - 1).div_euclid(step).max(number + 1))
        };
        if !self.holds(moment.date()) {
            return after(86_400);
        }
        let unlisted = |list: &[i8], value: i8| !list.is_empty() && !list.contains(&value);
        if unlisted(&self.hours, moment.hour()) {
            return after(3_600);
        }
        if self.frequency >= Frequency::Minutely && unlisted(&self.minutes, moment.minute()) {
            return after(60);
        }
        if self.frequency == Frequency::Secondly && unlisted(&self.seconds, moment.second()) {
            return Period::NothingBefore(number + 1);
        }
        let minutes = [moment.minute()];
        let seconds = [moment.second()];
        let minutes = if self.frequency == Frequency::Hourly { &self.minutes } else { minutes.as_slice() };
        let seconds = if self.frequency == Frequency::Secondly { seconds.as_slice() } else { &self.seconds };
        Period::Moments(vec![moment.date()], times(&[moment.hour()], minutes, seconds))
    }

    /// True for a day that every list of the rule allows.
    fn holds(&self, day: Date) -> bool {
        (self.months.is_empty() || self.months.contains(&day.month()))
            && (self.weeks.is_empty() || self.holds_week(day))
            && (self.weekdays.is_empty() || self.holds_weekday(day))
            && counted(&self.month_days, day.day().into(), day.days_in_month().into())
            && counted(&self.year_days, day.day_of_year(), day.days_in_year())
    }

    /// Weeks are counted as in ISO 8601, but may begin on another day; the first has four days of its year or more.
    fn holds_week(&self, day: Date) -> bool {
        let first_week = |year: i16| {
            let fourth = Date::new(year, 1, 4).ok()?;
            later(fourth, -i64::from(fourth.weekday().since(self.week_start)))
        };
        let held = || {
            let begin = later(day, -i64::from(day.weekday().since(self.week_start)))?;
            let year = later(begin, 3)?.year();
            let first = first_week(year)?;
            let number = days_between(first, begin) / 7 + 1;
            let weeks = first_week(year + 1).map_or(52, |next| days_between(first, next) / 7);
            Some(counted(&self.weeks, i16::try_from(number).ok()?, i16::try_from(weeks).ok()?))
        };
        held().unwrap_or(false)
    }

    /// `2TU` counts the Tuesdays of the month, or of the year when the rule goes by years and names no month.
    fn holds_weekday(&self, day: Date) -> bool {
        let (place, length) = match self.frequency {
            Frequency::Yearly if self.months.is_empty() => (day.day_of_year(), day.days_in_year()),
            _ => (day.day().into(), day.days_in_month().into()),
        };
        self.weekdays.iter().any(|(nth, weekday)| {
            *weekday == day.weekday()
                && match nth {
                    Some(nth) if self.frequency <= Frequency::Monthly => {
                        *nth == (place - 1) / 7 + 1 || *nth == -((length - place) / 7 + 1)
                    }
                    _ => true,
                }
        })
    }

    /// The moments of a period in order, or those of them that `BYSETPOS` picks.
    fn chosen<'a>(&'a self, days: &'a [Date], times: &'a [Time]) -> Box<dyn Iterator<Item = DateTime> + 'a> {
        if self.positions.is_empty() {
            return Box::new(days.iter().flat_map(|day| times.iter().map(|time| day.to_datetime(*time))));
        }
        let many = days.len() * times.len();
        let mut places: Vec<usize> = self
            .positions
            .iter()
            .filter_map(|position| {
                let from = usize::from(position.unsigned_abs());
                if *position > 0 { Some(from - 1) } else { many.checked_sub(from) }
            })
            .filter(|place| *place < many)
            .collect();
        places.sort_unstable();
        places.dedup();
        Box::new(places.into_iter().map(|place| days[place / times.len()].to_datetime(times[place % times.len()])))
    }
}

/// True when a list is empty or holds a place, counted from the start or, below zero, from the end.
fn counted(list: &[i16], place: i16, length: i16) -> bool {
    list.is_empty() || list.contains(&place) || list.contains(&(place - length - 1))
}

fn times(hours: &[i8], minutes: &[i8], seconds: &[i8]) -> Vec<Time> {
    let mut times = Vec::with_capacity(hours.len() * minutes.len() * seconds.len());
    for hour in hours {
        for minute in minutes {
            for second in seconds {
                times.extend(Time::new(*hour, *minute, *second, 0));
            }
        }
    }
    times
}

fn month_number(day: Date) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month()) - 1
}

fn second_number(moment: DateTime) -> i64 {
    tz::Offset::UTC.to_timestamp(moment).map_or(i64::MAX / 4, Timestamp::as_second)
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| span.get_days().into())
}

fn later(day: Date, days: i64) -> Option<Date> {
    day.checked_add(Span::new().try_days(days).ok()?).ok()
}
