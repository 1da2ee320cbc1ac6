use super::*;
use crate::{
    Name, Zone,
    id::{Identifier, PersonId},
    releases::health,
};
use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn due(days: i32) -> Due {
    Due::on(date(2026, 3, 1).checked_add(days.days()).unwrap(), Zone::utc())
}

fn gate(name: &str, days: i32) -> Gate {
    let failed_at = None;
    Gate { name: name.to_owned(), responsible: Some("Release lead".to_owned()), due: due(days).instant(), failed_at }
}

fn needed(key: &str, category: Category, days: Option<i32>) -> Needed {
    Needed { id: ReleaseId::from_bits(1), key: Key::parse(key).unwrap(), category, target: days.map(due) }
}

/// A release with nothing wrong, whose category, target and counts decide its health as everywhere.
fn facts<'a>(key: &'a Key, target: Option<&'a Due>, overdue: i64, failed: i64) -> Facts<'a> {
    let category = Category::Active;
    let judged = health::Facts { category, target, overdue_gates: overdue, failed_gates: failed };
    Facts {
        key,
        category,
        health: health::judge(&judged, now()).state,
        target,
        completed_at: None,
        failed: &[],
        failed_count: failed,
        overdue_count: overdue,
        next_gate: None,
        blocked: &[],
        blocked_count: 0,
        concerns: &[],
        concerns_count: 0,
        needs: &[],
        members: Members::default(),
        accountable: None,
    }
}

fn key() -> Key {
    Key::parse("PAY-1").unwrap()
}

fn codes(answer: &Answer) -> Vec<&'static str> {
    answer.causes.iter().map(|cause| cause.code).collect()
}

#[test]
fn a_release_with_nothing_wrong_is_on_track_until_its_target() {
    let (key, target) = (key(), due(20));
    let person = PersonRef { id: PersonId::from_bits(1), name: Name::parse("Product owner").unwrap() };
    let go = gate("Go or no-go", 10);
    let found =
        answer(&Facts { accountable: Some(&person), next_gate: Some(&go), ..facts(&key, Some(&target), 0, 0) }, now());
    assert_eq!((found.on_time.code, found.on_time.until), ("on_track", Some(target.instant())));
    assert_eq!((found.blocked_by.code, found.blocked_by.tone), ("clear", Tone::Good));
    assert_eq!((found.next_gate.code, found.next_gate.until), ("gate_due", Some(go.due)));
    assert_eq!(found.next_gate.who.as_deref(), Some("Release lead"));
    assert_eq!(found.decision_owner.name.as_deref(), Some("Product owner"));
}

#[test]
fn each_reason_says_where_to_look_and_since_when() {
    let (key, target) = (key(), due(20));
    let failed = [Gate { failed_at: Some(now()), ..gate("Security review", -3) }];
    let blocked = [Work { name: "Load test".to_owned(), assignee: Some("Tester".to_owned()) }];
    let needs = [
        needed("LATE-1", Category::Active, Some(-5)),
        needed("AFTER-1", Category::Planned, Some(25)),
        needed("SOON-1", Category::Planned, Some(5)),
        needed("GONE-1", Category::Cancelled, Some(5)),
        needed("OPEN-1", Category::Draft, None),
    ];
    let whole = Facts {
        failed: &failed,
        blocked: &blocked,
        blocked_count: 1,
        needs: &needs,
        members: Members { late: 1, drifting: 3 },
        ..facts(&key, Some(&target), 2, 1)
    };
    let found = answer(&whole, now());
    assert_eq!(found.on_time.code, "at_risk");
    assert_eq!(
        codes(&found.on_time),
        [
            "gates_failed",
            "gates_overdue",
            "work_blocked",
            "members_late",
            "members_drifting",
            "need_late",
            "need_after",
            "need_cancelled",
            "need_undated"
        ]
    );
    assert_eq!(codes(&found.blocked_by), ["gate_failed", "activity_blocked", "need_late", "need_cancelled"]);
    let late = &found.blocked_by.causes[2];
    assert_eq!((late.place.release.as_str(), late.since), ("LATE-1", Some(due(-5).instant())));
    assert_eq!(found.blocked_by.since, Some(due(-5).instant()), "since the oldest of them");
    assert_eq!(found.blocked_by.causes[0].who.as_deref(), Some("Release lead"));
    assert_eq!(found.on_time.causes[4].detail, "3 members drift");
    assert_eq!(found.on_time.causes[4].place.section, Section::Matrix);
    assert_eq!(codes(&found.decision_owner), ["nobody_accountable"]);
}

#[test]
fn a_late_release_is_late_since_its_target() {
    let (key, target) = (key(), due(-2));
    let found = answer(&facts(&key, Some(&target), 0, 0), now());
    assert_eq!((found.on_time.code, found.on_time.since), ("late", Some(target.instant())));
    assert_eq!(codes(&found.on_time), ["target_over"]);
    let overdue = gate("Code freeze", -4);
    let late = answer(&Facts { next_gate: Some(&overdue), ..facts(&key, Some(&target), 1, 0) }, now());
    assert_eq!((late.next_gate.code, late.next_gate.since), ("gate_overdue", Some(overdue.due)));
}

#[test]
fn more_than_a_few_are_counted() {
    let (key, target) = (key(), due(20));
    let blocked: Vec<Work> = (0..NAMED).map(|n| Work { name: format!("Work {n}"), assignee: None }).collect();
    let found = answer(&Facts { blocked: &blocked, blocked_count: 12, ..facts(&key, Some(&target), 0, 0) }, now());
    assert_eq!(found.blocked_by.causes.len(), NAMED + 1);
    assert_eq!(found.blocked_by.causes[NAMED].detail, "and 7 more");
}

proptest! {
    /// The header never says better than the lists do, and says "on track" or "clear" only without a reason.
    #[test]
    fn answers_are_never_better_than_health(
        days in prop::option::of(-10_i32..30), overdue in 0_i64..3, failed in 0_i64..3, blocked in 0_i64..3,
        drifting in 0_i64..3, needs in prop::collection::vec((0_usize..5, prop::option::of(-10_i32..40)), 0..9),
    ) {
        let (key, target) = (key(), days.map(due));
        let needs: Vec<Needed> = needs.into_iter().map(|(category, days)| needed("N-1", Category::ALL[category], days)).collect();
        let needs: Vec<Needed> = needs.into_iter().filter(|need| need.category != Category::Done).collect();
        let members = Members { late: 0, drifting };
        let base = facts(&key, target.as_ref(), overdue, failed);
        let found = answer(&Facts { blocked_count: blocked, members, needs: &needs, ..base.clone() }, now());
        let rank = |code: &str| match code { "on_track" => 0, "at_risk" => 1, "late" => 2, _ => 3 };
        prop_assert!(rank(found.on_time.code) >= rank(base.health.name()));
        prop_assert_eq!(found.on_time.code == "on_track", target.is_some() && found.on_time.causes.is_empty());
        prop_assert_eq!(found.blocked_by.code == "clear", found.blocked_by.causes.is_empty());
        prop_assert!(found.on_time.causes.len() <= 6 + NAMED + 1);
    }
}

#[test]
fn what_the_register_says_has_its_day_and_is_overdue_since_that_ended() {
    let (key, target) = (key(), due(20));
    let concern = |kind, title: &str, days: Option<i32>| Concern {
        kind,
        title: title.to_owned(),
        owner: Some("Test lead".to_owned()),
        due: days.map(due),
    };
    let concerns = [
        concern(RaidKind::Issue, "No test data", Some(-2)),
        concern(RaidKind::Issue, "No room", None),
        concern(RaidKind::Risk, "Supplier is late", Some(3)),
    ];
    let facts = Facts { concerns: &concerns, concerns_count: 9, ..facts(&key, Some(&target), 0, 0) };
    let found = answer(&facts, now()).blocked_by;
    assert_eq!((found.code, codes(&found)), ("blocked", vec!["issue_open", "issue_open", "risk_high", "more"]));
    let days: Vec<_> = found.causes.iter().map(|cause| (cause.due, cause.since)).collect();
    let over = Some(due(-2).instant());
    assert_eq!(days, [(Some(due(-2).date), over), (None, None), (Some(due(3).date), None), (None, None)]);
    assert_eq!((found.since, found.causes[3].count), (over, Some(6)));
    assert!(found.causes.iter().all(|cause| cause.place.section == Section::Raid));
    assert_eq!(found.causes[2].who.as_deref(), Some("Test lead"));
}
