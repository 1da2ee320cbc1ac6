use super::*;
use crate::{
    environments::{Part, Setting},
    id::Identifier,
};
use std::collections::BTreeMap;

pub(crate) fn environment(number: u128) -> Environment {
    Environment {
        id: EnvironmentId::from_bits(number),
        key: Key::parse(&format!("uat-{number}")).unwrap(),
        name: Name::parse("Acceptance").unwrap(),
        description: String::new(),
        portfolio: PortfolioId::from_bits(1),
        stage: None,
        parent: None,
        group: None,
        team: None,
        shareable: true,
        capacity: None,
        cost_per_hour: None,
        state: Health::Free,
        zone: Zone::utc(),
        tags: Vec::new(),
        profile: Profile::default(),
        archived_at: None,
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
        rev: 1,
    }
}

fn profile(name: &str, text: &str) -> Profile {
    Profile::new([(Part::Network, BTreeMap::from([(name.to_owned(), Setting::parse(text))]))])
}

#[test]
fn every_fault_is_told_at_once_and_a_cycle_is_named() {
    let above: Vec<(EnvironmentId, Key)> = [2, 3, 1, 4].map(environment).map(|one| (one.id, one.key)).into();
    let wrong = Environment {
        shareable: false,
        capacity: Some(3),
        cost_per_hour: Some(Money { amount: 5, currency: "eur".to_owned() }),
        tags: vec![String::new()],
        profile: profile("admin_password", "hunter2"),
        ..environment(1)
    };
    let faults = wrong.faults(&above).into_vec();
    let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    let expected = ["/parent", "/capacity", "/cost_per_hour/currency", "/tags/0", "/profile/network/admin_password"];
    assert_eq!(pointers, expected);
    assert!(faults[0].detail.contains("uat-1 in uat-2 in uat-3 in uat-1"), "{}", faults[0].detail);
    assert_eq!(Environment { capacity: Some(0), ..environment(1) }.faults(&[]).into_vec()[0].code, "range");
}

#[test]
fn one_that_is_not_shareable_has_room_for_one() {
    let one = environment(1);
    assert_eq!(one.room(), None);
    assert_eq!(Environment { capacity: Some(3), ..one.clone() }.room(), Some(3));
    assert_eq!(Environment { shareable: false, ..one }.room(), Some(1));
}

#[test]
fn a_profile_changes_setting_by_setting() {
    let before = Environment { profile: profile("vlan", "7"), ..environment(1) };
    let wanted = Environment { profile: profile("mtu", "9000"), capacity: Some(2), ..before.clone() };
    let facts = change(&before, wanted, &[]).unwrap().facts;
    let told: Vec<(&str, Vec<String>)> = facts
        .iter()
        .map(|fact| {
            (
                fact.kind,
                fact.changes
                    .iter()
                    .map(|change| format!("{} {} {}", change.field, change.before, change.after))
                    .collect(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("environment.changed", vec!["capacity null 2".to_owned()]),
            (
                "environment.profile_changed",
                vec!["profile/network/mtu null \"9000\"".to_owned(), "profile/network/vlan \"7\" null".to_owned()]
            ),
        ]
    );
    assert_eq!(change(&before, before.clone(), &[]).unwrap().facts, []);
}

#[test]
fn a_report_that_tells_nothing_new_is_no_fact() {
    let one = environment(1);
    assert_eq!(report(&one, Health::Free, None).unwrap().facts, []);
    let down = report(&one, Health::Down, Some("no answer".to_owned())).unwrap();
    assert_eq!((down.facts[0].kind, down.facts[0].reason.as_deref()), ("environment.state_changed", Some("no answer")));
    assert!(report(&one, Health::Down, Some("two\nlines".to_owned())).is_err());
    assert_eq!(archive(&one, false, Timestamp::UNIX_EPOCH).facts, []);
}
