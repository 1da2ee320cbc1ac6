//! Trains one after another: releases of a template whose targets a recurrence gives.

use super::{
    Template,
    dates::{self, Instance},
    offset::{DayOff, DaysOff},
    words::Words,
};
use crate::{
    calendar::recurrence::Recurrence,
    due::{Due, Zone, day_fault},
    problem::{Fault, Faults, Outcome, Problem},
    text::{Key, Name},
};
use jiff::{
    Span,
    civil::{Date, DateTime, Time},
};

/// The most releases one series makes.
pub const MOST: usize = 120;

/// Which releases a series consists of.
#[derive(Clone, Debug)]
pub struct Series {
    /// When targets come: an RFC 5545 rule, counted from the first day.
    pub rule: Recurrence,
    /// The first day a target may lie on.
    pub from: Date,
    /// The last one. Without it, and without a number, a series ends after a year.
    pub until: Option<Date>,
    /// How many at most.
    pub count: Option<usize>,
    /// What becomes of a target on a day nobody works.
    pub day_off: DayOff,
    /// The pattern of keys: `PAY-{year}.{month}`, or with `{n}`, the number in the series.
    pub key: Name,
    /// The pattern of names.
    pub name: Name,
    /// What the template's open words stand for; may leave a release's own words open.
    pub words: Words,
}

/// One release of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its number in the series, from 1.
    pub number: usize,
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// The day the rule gave; not the target's when that moved out of the way of a day off.
    pub counted: Date,
    /// Its plan.
    pub instance: Instance,
}

impl Series {
    /// The days on which targets lie, as the rule gives them.
    ///
    /// # Errors
    /// A last day before the first; more than [`MOST`] of them; none at all.
    pub fn days(&self, zone: &Zone) -> Outcome<Vec<Date>> {
        let mut faults = Faults::none();
        faults.extend(day_fault("/from", self.from));
        faults.extend(self.until.and_then(|day| day_fault("/until", day)));
        faults.require(self.until.is_none_or(|until| until >= self.from), "/until", "order", || {
            format!("the series would end before it begins on {}", self.from)
        });
        faults.require(self.count.is_none_or(|count| (1..=MOST).contains(&count)), "/count", "range", || {
            format!("a series has 1 to {MOST} releases")
        });
        faults.finish()?;
        let last = self.until.unwrap_or_else(|| self.latest());
        let first = self.from.to_datetime(Time::midnight());
        let end = last.tomorrow().unwrap_or(last).to_datetime(Time::midnight());
        let most = self.count.unwrap_or(MOST + 1);
        let found = self.rule.occurrences(first, zone, first..end, most);
        let mut days: Vec<Date> = found.starts.into_iter().map(DateTime::date).collect();
        days.dedup();
        if days.len() > MOST {
            let detail = format!("the rule gives more than {MOST} releases; say how many, or an earlier last day");
            return Err(Problem::fault("/rule", "too_many", detail));
        }
        if days.is_empty() {
            let detail = format!("the rule gives no day from {} to {last}", self.from);
            return Err(Problem::fault("/rule", "empty", detail));
        }
        Ok(days)
    }

    /// A series that says how many has ten years for them; one that says nothing ends after a year.
    fn latest(&self) -> Date {
        let years = if self.count.is_some() { 10 } else { 1 };
        let end = self.from.checked_add(Span::new().years(years)).unwrap_or(self.from);
        end.yesterday().unwrap_or(end)
    }

    /// Every release of the series, with its plan.
    ///
    /// # Errors
    /// As [`Series::days`] and [`dates::instantiate`]; a pattern that gives no key, or the same key twice.
    pub fn plan(&self, template: &Template, off: DaysOff<'_>) -> Outcome<Vec<Member>> {
        let mut members: Vec<Member> = Vec::new();
        for (number, counted) in (1..).zip(self.days(&template.zone)?) {
            let date = self.day_off.settle(counted, off);
            let target = Due { date, time: template.time, zone: template.zone.clone() };
            let own = self.words.clone().with_target(&target);
            let words = own.with("n", number).with("nn", format!("{number:02}")).settled();
            let key = fill(&words, "/key", &self.key, Key::parse)?;
            let name = fill(&words, "/name", &self.name, Name::parse)?;
            if let Some(twin) = members.iter().find(|one| one.key.as_str().eq_ignore_ascii_case(key.as_str())) {
                let (first, second) = (twin.instance.draft.target.date, date);
                let detail = format!("the releases of {first} and {second} would both be called {key}");
                return Err(Problem::fault("/key", "duplicate", detail));
            }
            let words = words.with_release(&key, &name);
            let instance = dates::instantiate(template, &target, &words, off)?;
            members.push(Member { number, key, name, counted, instance });
        }
        Ok(members)
    }
}

fn fill<T>(words: &Words, pointer: &str, pattern: &Name, parse: impl Fn(&str) -> Result<T, Fault>) -> Outcome<T> {
    let text = words.fill(pattern.as_str()).map_err(|missing| {
        let detail = format!("nothing says what {} stand for here", missing.join(", "));
        Problem::fault(pointer, "unknown", detail)
    })?;
    parse(&text).map_err(|fault| Problem::Invalid(vec![fault.within(pointer)]))
}

#[cfg(test)]
mod tests {
    use super::{super::tests::template, *};
    use crate::releases::template::offset::weekend;
    use jiff::civil::date;

    fn series(rule: &str) -> Series {
        Series {
            rule: Recurrence::parse(rule).unwrap(),
            from: date(2026, 1, 1),
            until: None,
            count: None,
            day_off: DayOff::Before,
            key: Name::parse("T-{year}.{month}").unwrap(),
            name: Name::parse("Train {n} of {year}").unwrap(),
            words: Words::default().with("cycle", "C{month}"),
        }
    }

    fn holidays(day: Date) -> Option<String> {
        weekend(day).or_else(|| (day == date(2026, 4, 3)).then(|| "Good Friday".to_owned()))
    }

    #[test]
    fn a_quarter_of_trains_minds_holidays_and_fills_in_every_name() {
        let quarter =
            Series { until: Some(date(2026, 6, 30)), from: date(2026, 4, 1), ..series("FREQ=MONTHLY;BYDAY=1FR") };
        let made = quarter.plan(&template(), &holidays).unwrap();
        let told: Vec<(&str, &str, Date, Date)> = made
            .iter()
            .map(|one| (one.key.as_str(), one.name.as_str(), one.counted, one.instance.draft.target.date))
            .collect();
        assert_eq!(made[1].instance.draft.milestones[0].name.as_str(), "C05 code freeze");
        assert_eq!(
            told,
            [
                ("T-2026.04", "Train 1 of 2026", date(2026, 4, 3), date(2026, 4, 2)),
                ("T-2026.05", "Train 2 of 2026", date(2026, 5, 1), date(2026, 5, 1)),
                ("T-2026.06", "Train 3 of 2026", date(2026, 6, 5), date(2026, 6, 5)),
            ]
        );
    }

    #[test]
    fn a_rule_without_end_ends_after_a_year_and_a_number_has_ten() {
        assert_eq!(series("FREQ=MONTHLY;BYDAY=2TU").days(&Zone::utc()).unwrap().len(), 12);
        let many = Series { count: Some(30), ..series("FREQ=MONTHLY;BYDAY=2TU") };
        assert_eq!(many.days(&Zone::utc()).unwrap().len(), 30);
        let told = |series: Series| match series.plan(&template(), &weekend) {
            Err(Problem::Invalid(faults)) => faults[0].pointer.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(told(series("FREQ=DAILY")), "/rule");
        assert_eq!(told(Series { until: Some(date(2025, 1, 1)), ..series("FREQ=DAILY") }), "/until");
        assert_eq!(told(series("FREQ=WEEKLY")), "/key");
        assert_eq!(told(Series { key: Name::parse("T {n}").unwrap(), ..series("FREQ=MONTHLY") }), "/key");
        assert_eq!(told(Series { name: Name::parse("{who}").unwrap(), ..series("FREQ=MONTHLY") }), "/name");
    }
}
