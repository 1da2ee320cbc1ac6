use super::*;
use crate::environments::{Part, Setting};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn running(numbers: &[(u8, u8)]) -> Versions {
    numbers.iter().map(|(system, number)| (Key::from_words(&format!("s{system}")), number.to_string())).collect()
}

fn versions(second: i64, numbers: &[(u8, u8)]) -> Snapshot {
    Snapshot { at: at(second), profile: None, versions: Some(running(numbers)) }
}

fn profile(second: i64, text: &str) -> Snapshot {
    let settings = BTreeMap::from([("heap".to_owned(), Setting::parse(text))]);
    Snapshot { at: at(second), profile: Some(Profile::new([(Part::Variables, settings)])), versions: None }
}

fn deployment(system: u8, version: u8, second: i64) -> Announced {
    Announced::Deployment {
        system: Key::from_words(&format!("s{system}")),
        version: version.to_string(),
        at: at(second),
    }
}

#[test]
fn a_deployment_explains_its_own_version_only() {
    let seen = [versions(0, &[(1, 1), (2, 1)]), versions(10, &[(1, 2), (2, 2)]), versions(20, &[(1, 2)])];
    let told = |announced: &[Announced]| -> Vec<(String, Option<String>)> {
        drift(&seen, announced).into_iter().map(|one| (one.difference.name, one.difference.here)).collect()
    };
    let (first, second, gone) =
        (("s1".to_owned(), Some("2".to_owned())), ("s2".to_owned(), Some("2".to_owned())), ("s2".to_owned(), None));
    assert_eq!(told(&[]), [first.clone(), second.clone(), gone.clone()]);
    assert_eq!(told(&[deployment(1, 2, 10)]), [second.clone(), gone.clone()]);
    assert_eq!(told(&[deployment(1, 3, 5), deployment(1, 2, 0), deployment(1, 2, 11)]), [first, second, gone.clone()]);
    assert_eq!(told(&[Announced::Change(Span::new(at(3), at(7)).unwrap())]), [gone]);
}

#[test]
fn a_profile_is_explained_by_a_change_request_only_and_a_secret_that_moves_is_seen() {
    let seen = [profile(10, "secret:b"), versions(5, &[(1, 1)]), profile(0, "secret:a"), profile(20, "4g")];
    let found = drift(&seen, &[deployment(1, 1, 8), Announced::Change(Span::new(at(12), at(40)).unwrap())]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].after, found[0].seen, found[0].difference.kind), (at(0), at(10), Kind::Different));
}

proptest! {
    /// Between any two snapshots, each system is looked at by itself.
    #[test]
    fn what_nobody_announced_is_told_once(
        seen in prop::collection::vec(prop::collection::btree_map(0_u8..3, 0_u8..3, 0..3), 1..6),
        said in prop::collection::vec((0_u8..3, 0_u8..3, 0_i64..60), 0..6),
        worked in prop::collection::vec((0_i64..60, 1_i64..9), 0..2),
    ) {
        let snapshots: Vec<Snapshot> = seen.iter().enumerate().map(|(place, numbers)| {
            let numbers: Vec<(u8, u8)> = numbers.iter().map(|(system, number)| (*system, *number)).collect();
            versions(place as i64 * 10, &numbers)
        }).collect();
        let mut announced: Vec<Announced> = said.iter().map(|(system, version, when)| deployment(*system, *version, *when)).collect();
        announced.extend(worked.iter().map(|(from, length)| Announced::Change(Span::new(at(*from), at(from + length)).unwrap())));
        let mut expected = Vec::new();
        for place in 1..seen.len() {
            let (after, until) = (place as i64 * 10 - 10, place as i64 * 10);
            let at_work = worked.iter().any(|(from, length)| *from <= until && from + length > after);
            for system in 0..3 {
                let (old, new) = (seen[place - 1].get(&system), seen[place].get(&system));
                let deployed = said.iter().any(|(of, version, when)| *of == system && Some(version) == new && after < *when && *when <= until);
                if old != new && !at_work && !deployed {
                    expected.push((until, format!("s{system}")));
                }
            }
        }
        let told: Vec<(i64, String)> = drift(&snapshots, &announced).into_iter().map(|one| (one.seen.as_second(), one.difference.name)).collect();
        prop_assert_eq!(told, expected);
    }
}

#[test]
fn a_change_of_the_profile_that_the_journal_tells_of_is_drift_unless_somebody_worked_on_it() {
    let change = |field: &str, before: Option<&str>, after: Option<&str>| Change {
        field: field.to_owned(),
        before: before.into(),
        after: after.into(),
    };
    let changes = [
        change("profile/network/vlan", Some("7"), None),
        change("profile/variables/db/password", Some("secret:a"), Some("secret:b")),
        change("name", Some("old"), Some("new")),
    ];
    let pair = of_profile(&changes, at(10));
    let told: Vec<(String, Option<String>, Option<String>)> = drift(&pair, &[])
        .into_iter()
        .map(|drift| (drift.difference.name, drift.difference.there, drift.difference.here))
        .collect();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        told,
        [("vlan".to_owned(), text("7"), None), ("db/password".to_owned(), text("secret:a"), text("secret:b"))]
    );
    let work = |from: i64, to: i64| Announced::Change(Span::new(at(from), at(to)).unwrap());
    assert_eq!(drift(&pair, &[work(5, 15)]), []);
    assert_eq!(drift(&pair, &[work(0, 5), work(11, 15)]).len(), 2);
}
