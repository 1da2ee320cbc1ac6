//! What may not become worse. A limit that could not be measured is not held.

use std::fmt;

use super::Findings;
use super::actions::Kind;
use super::bookings::{self, Bookings};
use super::stage::Stage;

/// A page of the largest size may cost so many times as much as one of the smallest.
const GROWTH: f64 = 1.5;
/// A year of two thousand releases, and half a year of what they take up, in milliseconds at the median.
const SCREEN: f64 = 50.0;
/// A page for somebody with many roles may cost so many times as much as for whoever sees everything anyway.
const RIGHTS: f64 = 1.05;
/// Finding out whether a place is free and keeping it, in milliseconds, 99 times in a hundred.
const BOOK: f64 = 10.0;
/// … of ten times as many bookings may take so many times as much.
const BOOK_GROWTH: f64 = 1.3;
/// The next free time among all environments, in milliseconds at the median.
const FREE: f64 = 20.0;
/// Two hundred bookings planned anew, in milliseconds.
const PLAN: f64 = 2_000.0;
/// A change of a task until everybody who watches was told, in milliseconds.
const TOLD: f64 = 250.0;
/// A forecast of 1,000 tasks by 10,000 samples, in milliseconds, its request included.
const FORECAST: f64 = 200.0;
/// A write may take so many times as much of the processor because the journal is sealed.
const SEALING: f64 = 1.1;
/// A decision at the largest size, in milliseconds, 99 times in a hundred.
const DECIDE: f64 = 5.0;
/// … and how long each may take when many ask at once: two thousand in a second.
const DECIDE_AT_ONCE: f64 = 0.5;
/// The next start of a server, in milliseconds.
const START: f64 = 2_000.0;

/// Something measured with what it may be at most.
pub(crate) struct Limit {
    pub(crate) what: String,
    pub(crate) measured: f64,
    pub(crate) most: f64,
    pub(crate) unit: &'static str,
}

impl Limit {
    pub(crate) fn is_held(&self) -> bool {
        self.measured <= self.most
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, measured, most, unit } = self;
        write!(formatter, "{what}: {measured:.2} {unit}, at most {most} {unit}")
    }
}

/// Every limit with what was measured.
pub(crate) fn check(found: &Findings) -> Vec<Limit> {
    let mut limits = vec![Limit {
        what: "The next start".to_owned(),
        measured: found.second_start.as_secs_f64() * 1_000.0,
        most: START,
        unit: "ms",
    }];
    for rights in &found.rights {
        limits.extend(rights.pages.iter().map(|page| Limit {
            what: format!("{}, {}, with rights looked up", rights.name, page.kind.name()),
            measured: page.ratio(),
            most: RIGHTS,
            unit: "×",
        }));
    }
    for stage in &found.stages {
        let alone = stage.rows.iter().filter(|row| row.clients == 1);
        for row in alone {
            let name = row.kind.name();
            if let (Kind::Calendar | Kind::Capacity | Kind::Impact, Some(figures)) = (row.kind, row.figures.last()) {
                limits.push(Limit {
                    what: format!("{}, {name}, median", stage.name),
                    measured: figures.percentile(50),
                    most: SCREEN,
                    unit: "ms",
                });
            }
            if let (true, Some(growth)) = (row.kind.is_limited(), row.growth()) {
                limits.push(Limit {
                    what: format!("{}, {name}, growth", stage.name),
                    measured: growth,
                    most: GROWTH,
                    unit: "×",
                });
            }
        }
        limits.extend(of_decisions(stage));
        limits.extend(stage.left_out.iter().map(|releases| Limit {
            what: format!("{}, {releases} releases (there was no time for them; see --minutes)", stage.name),
            measured: f64::NAN,
            most: GROWTH,
            unit: "×",
        }));
    }
    limits.extend(found.bookings.iter().flat_map(of_bookings));
    limits.extend(found.sealing.iter().map(|sealing| Limit {
        what: "SQLite, a write with sealing, processor".to_owned(),
        measured: sealing.ratio(),
        most: SEALING,
        unit: "×",
    }));
    limits.extend(found.watching.iter().flat_map(|watching| {
        [
            ("a change of a task to a thousand who watch, 99th", watching.told.percentile(99), TOLD),
            ("those who were not told", watching.missed as f64, 0.0),
            ("a forecast of a thousand tasks", watching.forecast.as_secs_f64() * 1_000.0, FORECAST),
        ]
        .map(|(what, measured, most)| Limit {
            what: format!("{}, {what}", watching.name),
            measured,
            most,
            unit: "ms",
        })
    }));
    limits
}

/// On SQLite, as that is what one small machine has.
fn of_decisions(stage: &Stage) -> Vec<Limit> {
    let decisions = stage.rows.iter().filter(|row| row.kind == Kind::Decide && stage.name == "SQLite");
    let measured = decisions.filter_map(|row| Some((row.clients, row.figures.last()?)));
    let limit = |clients: usize, what: &str, measured: f64, most: f64| Limit {
        what: format!("{}, {}, {clients} clients, {what}", stage.name, Kind::Decide.name()),
        measured,
        most,
        unit: "ms",
    };
    let limits = measured.filter_map(|(clients, figures)| match clients {
        1 => Some(limit(clients, "99th", figures.percentile(99), DECIDE)),
        64 => Some(limit(clients, "each", 1_000.0 / figures.per_second(), DECIDE_AT_ONCE)),
        _ => None,
    });
    limits.collect()
}

fn of_bookings(found: &Bookings) -> Vec<Limit> {
    let mut limits = Vec::new();
    for row in &found.rows {
        let named = |what: &str| format!("{}, {}, {what}", found.name, row.kind.name());
        let Some(last) = row.figures.last() else { continue };
        let (what, measured, most) = match row.kind {
            bookings::Kind::Book => ("99th", last.percentile(99), BOOK),
            bookings::Kind::Timeline => ("median", last.percentile(50), SCREEN),
            bookings::Kind::FreeSoon | bookings::Kind::FreeLater | bookings::Kind::FreeOfPool => {
                ("median", last.percentile(50), FREE)
            }
            bookings::Kind::Clash | bookings::Kind::Decision | bookings::Kind::List => ("", 0.0, 0.0),
        };
        if !what.is_empty() {
            limits.push(Limit { what: named(what), measured, most, unit: "ms" });
        }
        let most = if matches!(row.kind, bookings::Kind::Book | bookings::Kind::Clash) { BOOK_GROWTH } else { GROWTH };
        limits.extend(row.growth().map(|growth| Limit { what: named("growth"), measured: growth, most, unit: "×" }));
    }
    for planned in &found.planned {
        let named = |what: &str| format!("{}, 200 bookings planned anew, {what}", found.name);
        let took = planned.took.as_secs_f64() * 1_000.0;
        limits.push(Limit { what: named("time"), measured: took, most: PLAN, unit: "ms" });
        if let Some(greedy) = planned.greedy {
            limits.push(Limit { what: named("cost"), measured: planned.cost / greedy, most: 1.0, unit: "× greedy" });
        }
    }
    limits.extend(found.left_out.iter().map(|bookings| Limit {
        what: format!("{}, {bookings} bookings (there was no time for them; see --minutes)", found.name),
        measured: f64::NAN,
        most: BOOK_GROWTH,
        unit: "×",
    }));
    limits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_measured_is_not_held() {
        let limit = |measured| Limit { what: "x".to_owned(), measured, most: 1.5, unit: "×" };
        assert!(limit(1.5).is_held());
        assert!(!limit(1.51).is_held());
        assert!(!limit(f64::NAN).is_held());
        assert_eq!(limit(2.0).to_string(), "x: 2.00 ×, at most 1.5 ×");
    }
}
