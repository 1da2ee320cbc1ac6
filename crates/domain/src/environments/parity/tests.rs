use super::*;
use crate::environments::{Part, profile::Settings};
use proptest::prelude::*;

type Made = (Profile, Versions);

fn sides() -> impl Strategy<Value = Made> {
    let settings = prop::collection::vec(
        (0_usize..8, 0_u8..4, prop::sample::select(vec!["1", "2", "secret:a", "secret:b"])),
        0..12,
    );
    let versions = prop::collection::btree_map(0_u8..4, 0_u8..3, 0..4);
    (settings, versions).prop_map(|(settings, versions)| {
        let mut parts: BTreeMap<Part, Settings> = BTreeMap::new();
        for (part, name, text) in settings {
            parts.entry(Part::ALL[part]).or_default().insert(format!("n{name}"), Setting::parse(text));
        }
        let versions =
            versions.into_iter().map(|(system, number)| (Key::from_words(&format!("s{system}")), number.to_string()));
        (Profile::new(parts), versions.collect())
    })
}

fn side(made: &Made) -> Side<'_> {
    Side { profile: &made.0, versions: &made.1 }
}

fn compared(one: &Made, other: &Made) -> Comparison {
    compare(side(one), side(other))
}

/// What a side has of a name, as text; all secrets are the same.
fn of(made: &Made, part: usize, name: &str) -> Option<String> {
    let text = match Part::ALL.get(part) {
        Some(part) => made.0.get(*part, name).map(ToString::to_string),
        None => made.1.get(&Key::from_words(name)).cloned(),
    };
    text.map(|text| if text.starts_with("secret:") { "secret".to_owned() } else { text })
}

proptest! {
    #[test]
    fn the_score_and_the_list_are_what_the_definition_says(one in sides(), other in sides()) {
        let (mut differences, mut hundreds, mut parts) = (Vec::new(), num(0), 0_i64);
        for part in 0..9 {
            let names = (0..4).map(|number| if part < 8 { format!("n{number}") } else { format!("s{number}") });
            let pairs: Vec<(String, Option<String>, Option<String>)> =
                names.map(|name| (name.clone(), of(&one, part, &name), of(&other, part, &name))).filter(|(_, here, there)| here.is_some() || there.is_some()).collect();
            if pairs.is_empty() { continue }
            parts += 1;
            let equal = pairs.iter().filter(|(_, here, there)| here == there).count();
            hundreds += num(100 * equal as i64) / pairs.len() as i64;
            differences.extend(pairs.into_iter().filter(|(_, here, there)| here != there).map(|(name, ..)| (part, name)));
        }
        let found = compared(&one, &other);
        prop_assert_eq!(found.score, (parts > 0).then(|| (hundreds / parts / num(1)) as u8));
        let names: Vec<&str> = Part::ALL.into_iter().map(Part::name).chain([VERSIONS]).collect();
        let told: Vec<(usize, String)> = found.differences.iter().map(|one| (names.iter().position(|name| *name == one.part).unwrap(), one.name.clone())).collect();
        prop_assert_eq!(told, differences);
    }

    #[test]
    fn it_is_the_same_from_both_sides_and_alike_means_alike(one in sides(), other in sides()) {
        let (there, back) = (compared(&one, &other), compared(&other, &one));
        prop_assert_eq!(there.score, back.score);
        prop_assert_eq!(there.score == Some(100), there.differences.is_empty() && there.score.is_some());
        for (forth, back) in there.differences.iter().zip(&back.differences) {
            prop_assert_eq!((&forth.here, &forth.there, &forth.name), (&back.there, &back.here, &back.name));
        }
        let same = compared(&one, &one);
        prop_assert!(same.differences.is_empty());
        prop_assert_eq!(same.score, (!one.0.is_empty() || !one.1.is_empty()).then_some(100));
    }

    #[test]
    fn every_change_of_a_profile_is_told_once(before in sides(), after in sides()) {
        let mut again: BTreeMap<Part, Settings> = BTreeMap::new();
        for (part, name, setting) in before.0.iter() {
            again.entry(part).or_default().insert(name.to_owned(), setting.clone());
        }
        for one in changed(&before.0, &after.0) {
            let part = Part::ALL.into_iter().find(|part| part.name() == one.part).unwrap();
            let settings = again.entry(part).or_default();
            prop_assert_eq!(settings.get(&one.name).map(ToString::to_string), one.there.clone());
            match one.here {
                Some(text) => settings.insert(one.name, Setting::parse(&text)),
                None => settings.remove(&one.name),
            };
        }
        prop_assert_eq!(Profile::new(again), after.0);
    }
}

/// A number in units of a 12th: parts have four names at most, so that sums of shares are exact.
fn num(whole: i64) -> i64 {
    whole * 12
}

#[test]
fn a_score_can_be_worked_out_by_hand() {
    let network = |pairs: &[(&str, &str)]| -> Settings {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), Setting::parse(text))).collect()
    };
    let versions = |pairs: &[(&str, &str)]| -> Versions {
        pairs.iter().map(|(system, number)| (Key::from_words(system), (*number).to_owned())).collect()
    };
    let uat: Made = (
        Profile::new([(Part::Network, network(&[("vlan", "7"), ("mtu", "1500"), ("cert", "secret:uat/cert")]))]),
        versions(&[("billing", "4.2.0"), ("crm", "9")]),
    );
    let production: Made = (
        Profile::new([(Part::Network, network(&[("vlan", "9"), ("mtu", "1500"), ("cert", "secret:prod/cert")]))]),
        versions(&[("billing", "4.1.0"), ("mail", "2")]),
    );
    let found = compared(&uat, &production);
    // Two of three settings, none of three versions: (2/3 + 0) / 2.
    assert_eq!(found.score, Some(33));
    let told: Vec<(&str, &str, Kind)> =
        found.differences.iter().map(|one| (one.part, one.name.as_str(), one.kind)).collect();
    let expected = [
        ("network", "vlan", Kind::Different),
        ("versions", "billing", Kind::Different),
        ("versions", "crm", Kind::Extra),
        ("versions", "mail", Kind::Missing),
    ];
    assert_eq!(told, expected);
    assert_eq!(compared(&Made::default(), &Made::default()).score, None);
}
