use super::{
    super::tests::{MONDAY, day, years},
    *,
};
use crate::{
    id::{Identifier, ReleaseId},
    releases::{Category, Kind},
};
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::HashSet;

const WEEKS: Weeks = Weeks { first: MONDAY, count: 6 };

fn portfolio(number: u128) -> PortfolioId {
    PortfolioId::from_bits(number)
}

/// Portfolio 0 holds 1 and 2; 3 stands alone.
fn lineage() -> Lineage {
    HashMap::from([
        (portfolio(0), vec![0]),
        (portfolio(1), vec![1, 0]),
        (portfolio(2), vec![2, 0]),
        (portfolio(3), vec![3]),
    ])
}

fn is_in(top: usize, one: PortfolioId) -> bool {
    lineage()[&one].contains(&top)
}

fn effort(number: u128, of: u128, first: i32, last: i32) -> Effort {
    Effort {
        id: ReleaseId::from_bits(number),
        kind: Kind::Project,
        category: Category::Active,
        portfolio: portfolio(of),
        first: day(first),
        last: day(last),
        target: Some(day(last)),
        completed_at: None,
    }
}

#[test]
fn weeks_begin_on_monday_and_cover_the_span() {
    assert_eq!(Weeks::covering(date(2026, 1, 1), date(2026, 1, 5)), Weeks { first: date(2025, 12, 29), count: 1 });
    assert_eq!(Weeks::covering(date(2026, 1, 1), date(2026, 1, 6)), Weeks { first: date(2025, 12, 29), count: 2 });
    assert_eq!(Weeks::covering(date(2026, 1, 1), date(2027, 1, 1)).count, 53);
    assert_eq!(WEEKS.week_of(day(6)), Some(0));
    assert_eq!((WEEKS.week_of(day(-1)), WEEKS.week_of(day(42))), (None, None));
}

#[test]
fn a_release_counts_in_every_week_it_lasts_and_for_everything_above() {
    let efforts = [effort(1, 1, 2, 15), effort(2, 2, 14, 20)];
    let gates = [Gate { effort: 0, day: day(8) }, Gate { effort: 0, day: day(9) }];
    let system = SystemId::from_bits(1);
    let touches =
        [Touch { effort: 0, system, impact: Impact::Code }, Touch { effort: 1, system, impact: Impact::Regression }];
    let found = loads(&efforts, &gates, &touches, 4, &lineage(), WEEKS);
    let of = |portfolio: usize, measure| found[portfolio].iter().map(|load| load.of(measure)).collect::<Vec<_>>();
    assert_eq!(of(1, Measure::Active), [1, 1, 1, 0, 0, 0]);
    assert_eq!(of(0, Measure::Active), [1, 1, 2, 0, 0, 0]);
    assert_eq!(of(0, Measure::Gates), [0, 2, 0, 0, 0, 0]);
    assert_eq!(of(0, Measure::Deliveries), [0, 0, 2, 0, 0, 0]);
    // The week in which both are under way, for each of them, and once for what is above both.
    for portfolio in 0..3 {
        assert_eq!(of(portfolio, Measure::Collisions), [0, 0, 1, 0, 0, 0]);
    }
    assert_eq!(of(3, Measure::Collisions), [0; 6]);
}

#[test]
fn what_is_completed_is_delivered_when_it_was_and_what_is_cancelled_never() {
    let done = Effort {
        category: Category::Done,
        completed_at: Some("2026-01-08T23:30:00Z".parse().unwrap()),
        ..effort(1, 1, 0, 20)
    };
    let gone = Effort { category: Category::Cancelled, ..effort(2, 1, 0, 20) };
    let found = loads(&[done, gone], &[], &[], 4, &lineage(), WEEKS);
    assert_eq!(found[1].iter().map(|load| load.deliveries).collect::<Vec<_>>(), [1, 0, 0, 0, 0, 0]);
    assert_eq!(found[1][0].active, 1);
}

proptest! {
    /// The definition, portfolio by portfolio and week by week, and what is listed behind each number.
    #[test]
    fn every_number_is_what_the_definition_says_and_has_its_releases_behind_it(
        (efforts, touches) in years(), days in prop::collection::vec((any::<prop::sample::Index>(), -10_i32..60), 0..12),
    ) {
        let gates: Vec<Gate> = days.into_iter().filter(|_| !efforts.is_empty())
            .map(|(effort, due)| Gate { effort: effort.index(efforts.len()), day: day(due) }).collect();
        let found = loads(&efforts, &gates, &touches, 4, &lineage(), WEEKS);
        for (top, row) in found.iter().enumerate() {
            for (week, load) in row.iter().enumerate() {
                let (monday, sunday) = (WEEKS.monday(week), WEEKS.monday(week + 1).yesterday().unwrap());
                let inside = |day: Option<Date>| day.is_some_and(|day| monday <= day && day <= sunday);
                let counts: Vec<&Effort> = efforts.iter()
                    .filter(|effort| effort.category != Category::Cancelled && is_in(top, effort.portfolio)).collect();
                let is_active = |effort: &Effort| {
                    effort.category != Category::Cancelled && effort.first <= sunday && effort.last >= monday
                };
                let active = counts.iter().filter(|effort| is_active(effort)).count();
                prop_assert_eq!(load.active as usize, active);
                prop_assert_eq!(load.targeting as usize, counts.iter().filter(|one| inside(one.target)).count());
                prop_assert_eq!(load.deliveries as usize, counts.iter().filter(|one| inside(one.delivery())).count());
                let due = gates.iter().filter(|gate| {
                    counts.iter().any(|one| one.id == efforts[gate.effort].id) && inside(Some(gate.day))
                });
                prop_assert_eq!(load.gates as usize, due.count());
                let systems: HashSet<SystemId> = touches.iter().map(|touch| touch.system).collect();
                let colliding = systems.into_iter().filter(|system| {
                    let on: Vec<&Touch> = touches.iter()
                        .filter(|touch| touch.system == *system && is_active(&efforts[touch.effort])).collect();
                    on.iter().any(|left| on.iter().any(|right| {
                        left.effort != right.effort && super::super::clash(left.impact, right.impact)
                    })) && on.iter().any(|touch| is_in(top, efforts[touch.effort].portfolio))
                });
                prop_assert_eq!(load.collisions as usize, colliding.count());

                let listed = |measure| {
                    behind(&efforts, &gates, &touches, |one| is_in(top, one), monday, measure)
                };
                for measure in [Measure::Active, Measure::Targeting, Measure::Deliveries] {
                    prop_assert_eq!(listed(measure).len(), load.of(measure) as usize);
                }
                prop_assert_eq!(listed(Measure::Gates).is_empty(), load.gates == 0);
                let systems: HashSet<_> = listed(Measure::Collisions).into_iter().map(|(_, system)| system).collect();
                prop_assert_eq!(systems.len(), load.collisions as usize);
            }
        }
    }
}
