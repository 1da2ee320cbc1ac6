use super::*;
use crate::id::{EnvironmentId, Identifier};
use proptest::prelude::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn deployment(id: u128, version: u8, second: i64, result: DeploymentResult) -> Deployment {
    Deployment {
        id: DeploymentId::from_bits(id),
        environment: EnvironmentId::from_bits(1),
        system: SystemId::from_bits(1),
        version: version.to_string(),
        at: at(second),
        result,
        reported_by: None,
        source: None,
        url: None,
    }
}

proptest! {
    /// The definition: the version of the latest deployment that succeeded runs, since the first of those that brought it
    /// without another between; when several are told of the same instant, the last that was told counts.
    #[test]
    fn told_in_order_or_not_the_latest_counts(
        told in prop::collection::vec((0_u8..3, 0_i64..20, prop::sample::select(&DeploymentResult::ALL[..])), 0..8),
    ) {
        let all: Vec<Deployment> = told.iter().enumerate()
            .map(|(id, (version, second, result))| deployment(id as u128, *version, *second, *result)).collect();
        let run = |all: &[Deployment]| all.iter().fold(None, |before: Option<Running>, told| {
            deployed(before.as_ref(), told).or(before)
        });
        let mut order: Vec<&Deployment> = all.iter().filter(|one| one.result == DeploymentResult::Succeeded).collect();
        order.sort_by_key(|one| one.at);
        let found = run(&all);
        prop_assert_eq!(found.as_ref().map(|now| &now.version), order.last().map(|one| &one.version));
        prop_assert_eq!(found.map(|now| now.known_at), order.last().map(|one| one.at));
        let sorted: Vec<Deployment> = order.into_iter().cloned().collect();
        let expected = sorted.last().map(|last| {
            let other = sorted.iter().rposition(|one| one.version != last.version).map_or(0, |place| place + 1);
            (sorted[other].at, sorted[other].id)
        });
        prop_assert_eq!(run(&sorted).map(|now| (now.since, now.deployment.unwrap())), expected);
    }

    /// After a look, what is known is what was seen.
    #[test]
    fn what_was_seen_is_known(
        before in prop::collection::btree_map(0_u128..4, 0_u8..3, 0..4),
        seen in prop::collection::btree_map(0_u128..4, 0_u8..3, 0..4),
        looked in any::<bool>(),
    ) {
        let known: Vec<Running> = before.iter().map(|(system, version)| Running {
            system: SystemId::from_bits(*system), version: version.to_string(), since: at(1), known_at: at(5), deployment: None,
        }).collect();
        let told: Vec<(SystemId, String)> =
            seen.iter().map(|(system, version)| (SystemId::from_bits(*system), version.to_string())).collect();
        let found = look(&known, &told, looked.then(|| at(3)), at(9));
        let mut now: Vec<(SystemId, String)> = known.iter()
            .filter(|one| !found.gone.contains(&one.system) && !found.changed.iter().any(|new| new.system == one.system))
            .chain(&found.changed).map(|one| (one.system, one.version.clone())).collect();
        now.sort();
        prop_assert_eq!(now, told);
        for system in 0..4 {
            let (old, new) = (before.get(&system), seen.get(&system));
            let finding = found.findings.iter().find(|one| one.system == SystemId::from_bits(system));
            prop_assert_eq!(finding.is_some(), old != new && (old.is_some() || looked));
            if let Some(finding) = finding {
                prop_assert_eq!(finding.after, if old.is_some() { at(5) } else { at(3) });
            }
        }
    }
}

#[test]
fn a_deployment_that_is_told_of_late_explains_what_was_seen() {
    let seen = look(&[], &[(SystemId::from_bits(1), "2".to_owned())], None, at(20)).changed.remove(0);
    let late = deployment(7, 2, 12, DeploymentResult::Succeeded);
    let now = deployed(Some(&seen), &late).unwrap();
    assert_eq!((now.since, now.known_at, now.deployment), (at(12), at(20), Some(late.id)));
    assert_eq!(deployed(Some(&seen), &deployment(8, 3, 12, DeploymentResult::Succeeded)), None);
    assert_eq!(deployed(Some(&now), &deployment(9, 3, 25, DeploymentResult::Failed)), None);
}
