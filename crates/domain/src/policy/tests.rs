use super::*;
use crate::{
    catalog::Level,
    expressions::facts::{DECISION, Facts},
    id::{Identifier, ReleaseTypeId, StageId, SystemId},
    releases::Kind,
};
use proptest::{collection::vec, option, prelude::*, sample::subsequence};
use serde_json::Value;

fn now() -> Timestamp {
    Timestamp::from_second(1_780_000_000).unwrap()
}

fn policy() -> Policy {
    Policy {
        id: PolicyId::from_bits(1),
        key: Key::parse("sbom").unwrap(),
        name: Name::parse("Bill of materials").unwrap(),
        description: String::new(),
        portfolio: PortfolioId::from_bits(1),
        in_force: None,
        latest: 0,
        archived_at: None,
        rev: 1,
    }
}

fn rule(expression: &str) -> Rule {
    Rule {
        message: "{version.number} has no bill of materials".to_owned(),
        expression: expression.to_owned(),
        enforcement: Enforcement::Deny,
        selector: Selector::default(),
    }
}

fn governing(expression: &str, enforcement: Enforcement) -> Governing {
    Governing {
        policy: PolicyId::from_bits(1),
        key: Key::parse("sbom").unwrap(),
        name: Name::parse("Bill of materials").unwrap(),
        portfolio: PortfolioId::from_bits(1),
        version: 3,
        enforcement,
        message: "{raid.risks.open} risks are open".to_owned(),
        expression: expression.to_owned(),
    }
}

#[test]
fn a_version_goes_from_draft_to_force_to_retirement_and_never_back() {
    let by = Some(PersonId::from_bits(9));
    let made = create(policy(), rule("version.sbom_url != null"), by, now()).unwrap().state;
    assert_eq!((made.policy.latest, made.policy.in_force, made.version.status), (1, None, Status::Draft));

    let unchanged = change(&made, made.policy.clone(), made.version.rule.clone(), by, now()).unwrap();
    assert!(unchanged.facts.is_empty() && unchanged.state.version.number == 1);

    let first = enforce(&made.policy, &made.version, by, None, now()).unwrap();
    assert_eq!(first.facts[0].kind, "policy.enforced");
    let first = first.state;
    assert_eq!((first.policy.in_force, first.version.in_force_at), (Some(1), Some(now())));
    assert!(enforce(&first.policy, &first.version, by, None, now()).is_err(), "it is in force already");

    let second = change(&first, first.policy.clone(), rule("has(version.sbom_url)"), by, now()).unwrap();
    assert_eq!(second.facts.iter().map(|fact| fact.kind).collect::<Vec<_>>(), ["policy.drafted"]);
    assert_eq!((second.state.policy.latest, second.state.policy.in_force), (2, Some(1)), "the first governs on");
    assert_eq!(first.version.rule, rule("version.sbom_url != null"), "what was said stays said");

    let retired = Version { status: Status::Retired, ..first.version };
    let again = enforce(&second.state.policy, &retired, by, None, now()).unwrap().state;
    assert_eq!((again.policy.in_force, again.version.number), (Some(3), 3), "what was retired is written anew");
    assert_eq!(again.version.rule, retired.rule);

    assert!(archive(&again.policy, true, now()).is_err(), "what governs is not put away");
    let over = retire(&again.policy, Some("superseded".to_owned())).unwrap();
    assert_eq!((over.state.in_force, over.facts[0].kind), (None, "policy.retired"));
    assert!(retire(&over.state, None).is_err());
    let away = archive(&over.state, true, now()).unwrap().state;
    assert!(enforce(&away, &again.version, by, None, now()).is_err());
    assert!(change(&Written { policy: away.clone(), version: again.version }, away, rule("true"), by, now()).is_err());
}

#[test]
fn every_fault_of_a_rule_is_told_at_once() {
    let wrong = Rule {
        message: "{relase.key}".to_owned(),
        expression: "version.sbom == 1".to_owned(),
        selector: Selector { tags: vec![" ".to_owned()], ..Selector::default() },
        ..rule("true")
    };
    let Err(Problem::Invalid(faults)) = create(policy(), wrong, None, now()) else { panic!() };
    let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    assert_eq!(pointers, ["/expression", "/message", "/selector/tags/0"]);
}

#[test]
fn what_cannot_be_told_is_not_fulfilled_and_says_why() {
    let facts = Facts::at(now()).document(&DECISION);
    let verdict = |expression: &str, enforcement| judge(&[governing(expression, enforcement)], &facts).pop().unwrap();
    let good = verdict("raid.risks.open == 0", Enforcement::Deny);
    assert!(good.fulfilled && !good.blocks() && good.message.is_none() && good.failure.is_none());
    let bad = verdict("raid.risks.open > 0", Enforcement::Deny);
    assert!(bad.blocks() && bad.failure.is_none());
    assert_eq!(bad.message.as_deref(), Some("0 risks are open"));
    for broken in ["release.risk == 'low'", "no such language", "release.rsik == 'low'"] {
        let verdict = verdict(broken, Enforcement::Deny);
        assert!(verdict.blocks() && verdict.failure.is_some(), "{verdict:?}");
    }
    assert!(!verdict("raid.risks.open > 0", Enforcement::Warn).blocks());
    assert!(!verdict("release.risk == 'low'", Enforcement::Audit).blocks());
}

fn selectors() -> impl Strategy<Value = Selector> {
    let ids = || subsequence(vec![1_u128, 2, 3], 0..=2);
    (ids(), ids(), ids(), subsequence(Kind::ALL.to_vec(), 0..=2), subsequence(vec!["a", "b"], 0..=1)).prop_map(
        |(stages, systems, types, kinds, tags)| Selector {
            stages: stages.into_iter().map(StageId::from_bits).collect(),
            systems: systems.into_iter().map(SystemId::from_bits).collect(),
            types: types.into_iter().map(ReleaseTypeId::from_bits).collect(),
            kinds,
            tags: tags.into_iter().map(str::to_owned).collect(),
            risk: Vec::new(),
        },
    )
}

fn subjects() -> impl Strategy<Value = Subject> {
    (
        subsequence(vec![1_u128, 2, 3], 0..=3),
        option::of(1_u128..4),
        option::of(1_u128..4),
        option::of(1_u128..4),
        option::of(prop::sample::select(Kind::ALL.to_vec())),
        subsequence(vec!["a", "b"], 0..=2),
        option::of(Just(Level::High)),
    )
        .prop_map(|(lineage, system, stage, release_type, kind, tags, risk)| Subject {
            lineage: lineage.into_iter().map(PortfolioId::from_bits).collect(),
            system: system.map(SystemId::from_bits),
            stage: stage.map(StageId::from_bits),
            release_type: release_type.map(ReleaseTypeId::from_bits),
            kind,
            tags: tags.into_iter().map(str::to_owned).collect(),
            risk,
        })
}

fn documents() -> impl Strategy<Value = Value> {
    (0_i64..4, any::<bool>()).prop_map(|(open, has_release)| {
        let mut facts = Facts::at(now());
        facts.raid.risks.open = open;
        let mut document = facts.document(&DECISION);
        if has_release {
            document["release"] = serde_json::Value::Null;
        } else {
            document.as_object_mut().unwrap().remove("release");
        }
        document
    })
}

const EXPRESSIONS: [&str; 5] = [
    "raid.risks.open == 0",
    "raid.risks.open < 2 || release == null",
    "release == null",
    "release.risk == 'low'",
    "raid.risks.open / raid.risks.open == 1",
];

proptest! {
    #[test]
    fn every_policy_that_governs_is_found_where_the_question_looks(
        portfolio in 1_u128..4, selector in selectors(), subject in subjects(),
    ) {
        let portfolio = PortfolioId::from_bits(portfolio);
        let looked: Vec<Place> = subject.places();
        let is_found = places(portfolio, &selector).iter().any(|place| looked.contains(place));
        prop_assert!(is_found || !governs(portfolio, &selector, &subject), "what governs is filed in no place of the question");
        // Not all are looked at: what names a system is filed nowhere else.
        if !selector.systems.is_empty() {
            prop_assert!(places(portfolio, &selector).iter().all(|place| matches!(place, Place::System(_))));
        }
    }

    #[test]
    fn replaying_what_was_in_force_gives_every_verdict_again(
        documents in vec(documents(), 0..20),
        chosen in prop::sample::select(EXPRESSIONS.to_vec()),
        drafted in prop::sample::select(EXPRESSIONS.to_vec()),
        enforcement in prop::sample::select(Enforcement::ALL.to_vec()),
    ) {
        let in_force = governing(chosen, enforcement);
        let recorded: Vec<Recorded<usize>> = documents
            .into_iter()
            .enumerate()
            .map(|(decision, facts)| {
                let verdicts = judge(std::slice::from_ref(&in_force), &facts);
                let was_allowed = !verdicts.iter().any(Verdict::blocks);
                // Kept as text and read again.
                let verdicts = serde_json::from_str(&serde_json::to_string(&verdicts).unwrap()).unwrap();
                Recorded { decision, at: now(), facts, verdicts, was_allowed }
            })
            .collect();
        let again = replay(&in_force, &recorded);
        prop_assert_eq!(again.differing, 0);
        prop_assert_eq!(again.would_block, 0, "what it blocked was not allowed then");
        prop_assert_eq!(again.judged, recorded.len());

        // A draft: by definition it would have blocked what it denies and what was allowed.
        let draft = Governing { version: 4, ..governing(drafted, enforcement) };
        let replayed = replay(&draft, &recorded);
        let blocked: Vec<usize> = recorded
            .iter()
            .filter(|one| one.was_allowed && judge(std::slice::from_ref(&draft), &one.facts)[0].blocks())
            .map(|one| one.decision)
            .collect();
        let told: Vec<usize> = replayed
            .answers
            .iter()
            .filter(|answer| answer.was_allowed && answer.verdict.blocks())
            .map(|answer| answer.decision)
            .collect();
        prop_assert_eq!(&told, &blocked);
        prop_assert_eq!(replayed.would_block, blocked.len());
    }
}
