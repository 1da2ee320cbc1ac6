use super::{
    facts::{
        DECISION, DeploymentFacts, EnvironmentFacts, Facts, GATE, GateFacts, PersonFacts, ReleaseFacts, ScopeFacts,
        SystemFacts, TestFacts, VersionFacts, published,
    },
    *,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn version() -> VersionFacts {
    VersionFacts {
        system: "billing".into(),
        number: "4.2.0".into(),
        is_registered: true,
        is_prerelease: false,
        commit: Some("c0ffee".into()),
        digest: Some("sha256:1".into()),
        purl: Some("pkg:oci/billing".into()),
        build_url: Some("https://ci.example.org/7".into()),
        sbom_url: Some("https://ci.example.org/7/sbom".into()),
        provenance_url: Some("https://ci.example.org/7/slsa".into()),
        built_at: Some(at("2026-03-01T10:00:00Z")),
    }
}

fn environment() -> EnvironmentFacts {
    EnvironmentFacts {
        key: "prod-eu".into(),
        name: "Production EU".into(),
        stage: Some("production".into()),
        stage_position: Some(5),
        is_production: true,
        group: Some("prod".into()),
        team: Some("operations".into()),
        portfolio: "retail".into(),
        is_shareable: true,
        health: "free".into(),
        tags: vec!["eu".into()],
    }
}

/// A document in which every fact is there.
pub(crate) fn full() -> Facts {
    let now = at("2026-03-02T10:00:00Z");
    Facts {
        person: Some(PersonFacts { id: "per_1".into(), name: "Ada".into(), teams: vec!["payments".into()] }),
        system: Some(SystemFacts {
            key: "billing".into(),
            name: "Billing".into(),
            kind: "service".into(),
            criticality: Some("high".into()),
            team: Some("payments".into()),
            vendor: Some("Acme".into()),
            portfolio: "retail".into(),
            tags: vec!["pci".into()],
        }),
        version: Some(version()),
        environment: Some(environment()),
        release: Some(ReleaseFacts {
            key: "PAY-2026.4".into(),
            name: "Payments April".into(),
            kind: "project".into(),
            release_type: "standard".into(),
            status: "building".into(),
            category: "active".into(),
            risk: Some("high".into()),
            portfolio: "retail".into(),
            train: Some("APR".into()),
            accountable: Some("Grace".into()),
            tags: vec!["q2".into()],
            fields: [("cost-centre".to_owned(), json!("4711")), ("points".to_owned(), json!(8))].into(),
            target: Some(at("2026-04-09T22:00:00Z")),
            days_to_target: Some(38),
            gates_total: 1,
            gates_passed: 0,
            gates: vec![GateFacts {
                key: "code-freeze".into(),
                name: "Code freeze".into(),
                state: "pending".into(),
                due: at("2026-03-20T22:00:00Z"),
            }],
        }),
        scope: vec![ScopeFacts {
            system: "billing".into(),
            criticality: Some("high".into()),
            impact: Some("code".into()),
            version: Some("4.2.0".into()),
        }],
        builds: vec![version()],
        tests: vec![TestFacts {
            system: "billing".into(),
            version: "4.2.0".into(),
            suite: "regression".into(),
            environment: Some("staging-eu".into()),
            passed: 980,
            failed: 0,
            skipped: 3,
            at: at("2026-03-01T12:00:00Z"),
        }],
        environments: vec![environment()],
        deployments: vec![DeploymentFacts {
            system: "billing".into(),
            version: "4.2.0".into(),
            environment: "staging-eu".into(),
            stage: Some("staging".into()),
            stage_position: Some(3),
            is_production: false,
            result: "succeeded".into(),
            at: now.checked_sub(SignedDuration::from_hours(48)).unwrap(),
        }],
        ..Facts::at(now)
    }
}

fn holds(text: &str, facts: &Facts) -> Result<bool, Failure> {
    holds_of(&check(text, &DECISION).unwrap(), &facts.document(&DECISION))
}

fn holds_of(checked: &Checked, document: &Json) -> Result<bool, Failure> {
    evaluate(checked, &Document::of(document))
}

/// Every path of a document, as the catalogue writes it.
fn paths(json: &Json, path: &str, found: &mut Vec<String>) {
    match json {
        // What people wrote has names of their own.
        Json::Object(_) if path == "release.fields" => {}
        Json::Object(parts) => {
            for (name, part) in parts {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                found.push(path.clone());
                paths(part, &path, found);
            }
        }
        Json::Array(parts) => parts.iter().for_each(|part| paths(part, &format!("{path}[]"), found)),
        _ => {}
    }
}

#[test]
fn the_catalogue_is_the_document() {
    for catalogue in [DECISION, GATE] {
        let mut found = Vec::new();
        paths(&full().document(&catalogue), "", &mut found);
        let entries = catalogue.entries().into_iter().map(|entry| entry.path).collect::<Vec<_>>();
        assert_eq!(entries, found);
    }
    for entry in published().into_iter().map(|fact| fact.entry) {
        assert!(
            entry.about.ends_with('.') && !entry.about.starts_with(' '),
            "{} is not told in a sentence",
            entry.path
        );
        if entry.kind.starts_with("timestamp") {
            assert!(entry.about.contains("UTC"), "{} does not say its zone", entry.path);
        }
    }
    assert!(GATE.entries().iter().all(|entry| !entry.path.starts_with("version")));
    let back: Facts = serde_json::from_value(serde_json::to_value(full()).unwrap()).unwrap();
    assert_eq!(back, full());
}

#[test]
fn the_page_of_facts_tells_every_fact() {
    let mark = |holds: bool| if holds { "yes" } else { "" };
    let lines: Vec<String> = published()
        .into_iter()
        .map(|fact| {
            let (path, kind, about) = (fact.entry.path, fact.entry.kind, fact.entry.about);
            format!("| `{path}` | {kind} | {about} | {} | {} |", mark(fact.policies), mark(fact.criteria))
        })
        .collect();
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/facts.md")).unwrap();
    let told: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(told, lines, "docs/facts.md is to have these rows:\n{}", lines.join("\n"));
}

#[test]
fn a_gate_asks_what_its_release_delivers() {
    let facts = full();
    for text in [
        "builds.all(b, b.sbom_url != null && b.digest.startsWith('sha256:'))",
        "scope.all(s, s.version == null || tests.exists(t, t.system == s.system && t.suite == 'regression'))",
        "tests.all(t, t.failed == 0 && t.passed > 0)",
        "deployments.exists(d, d.system == 'billing' && d.version == '4.2.0' && d.stage == 'staging')",
        "environments.all(e, e.health in ['free', 'busy'])",
    ] {
        let checked = check(text, &GATE).unwrap();
        assert_eq!(holds_of(&checked, &facts.document(&GATE)), Ok(true), "{text}");
    }
    for text in
        ["builds.all(b, b.sbom)", "tests.all(t, t.failed == '0')", "environments.key == 'uat'", "test.size() > 0"]
    {
        assert!(check(text, &GATE).is_err(), "{text}");
    }
    assert!(check("builds.size() == 0", &DECISION).is_err(), "a policy asks about one version");
    // A decision that was kept before there were test reports holds none.
    let checked = check("tests.all(t, t.failed == 0)", &DECISION).unwrap();
    let mut kept = facts.document(&DECISION);
    kept.as_object_mut().unwrap().remove("tests");
    assert!(holds_of(&checked, &kept).is_err());
    assert_eq!(holds_of(&check("version.number == '4.2.0'", &DECISION).unwrap(), &kept), Ok(true));
}

#[test]
fn rules_of_engagement_can_be_written() {
    let facts = full();
    for text in [
        "release != null && release.risk in ['low', 'medium', 'high']",
        "version.sbom_url != null && version.provenance_url.startsWith('https://')",
        "deployments.exists(d, d.stage == 'staging' && d.result == 'succeeded' && at - d.at >= duration('24h'))",
        "!environment.is_production || release.gates.all(g, g.state == 'passed' || g.due > at)",
        "raid.risks.critical == 0 && raid.issues.open < 5",
        "scope.filter(s, s.impact == 'code').map(s, s.system) == ['billing']",
        "release.fields.points <= 13 && release.fields['cost-centre'] == '4711' && release.fields.`cost-centre`.size() == 4",
        "at.getDayOfWeek('Europe/Berlin') in [1, 2, 3, 4] && at.getHours('Europe/Berlin') < 16",
        "has(release.train) && !has(version.built_at) || version.built_at < at",
        "release.days_to_target > 5 ? true : 'pci' in system.tags",
        "'payments' in person.teams && release.key.matches('^PAY-[0-9]{4}[.][0-9]+$')",
    ] {
        assert_eq!(holds(text, &facts), Ok(true), "{text}");
    }
}

#[test]
fn what_cannot_be_told_is_a_failure_and_says_which() {
    let bare = Facts::at(at("2026-03-02T10:00:00Z"));
    let failed = |text: &str| holds(text, &bare).unwrap_err();
    assert_eq!(failed("release.risk == 'low'").code, "null");
    assert_eq!(failed("has(version.digest)").code, "null");
    assert_eq!(failed("deployments[0].is_production").code, "range");
    assert_eq!(failed("1 / raid.risks.open == 1").code, "range");
    assert_eq!(holds("release == null || release.risk == 'low'", &bare), Ok(true), "what is asked first is enough");
    assert_eq!(holds("release.risk == 'low' || release == null", &bare), Ok(true), "and so is what is asked last");
    // A document that was kept before a fact was known does not hold it.
    let checked = check("raid.risks.overdue == 0", &DECISION).unwrap();
    let mut document = bare.document(&DECISION);
    document["raid"]["risks"].as_object_mut().unwrap().remove("overdue");
    let failure = holds_of(&checked, &document).unwrap_err();
    assert_eq!(
        (failure.code, failure.detail.as_str()),
        ("missing", "nothing is known of the overdue of the open items")
    );
    let failure = holds_of(&checked, &json!({})).unwrap_err();
    assert_eq!((failure.code, failure.detail.as_str()), ("missing", "nothing is known of raid"));
}

#[test]
fn mistakes_are_told_with_their_place_and_the_way_out() {
    for (text, code, told) in [
        ("relase.risk == 'low'", "unknown", "do you mean release? (column 1)"),
        ("release.rsik == 'low'", "unknown", "release has no fact \"rsik\"; do you mean risk?"),
        ("release.key == 7", "type", "string == int: these cannot be compared (column 13)"),
        ("release.key == null", "type", "this is string and never null"),
        ("release.key", "type", "it is to be true or false; it is string"),
        ("release.days_to_target + 1.5 > 2.0", "type", "convert one"),
        ("deployments.result == 'failed'", "type", ".exists(x, x.result …)"),
        ("release.key.contans('x')", "unknown", "do you mean contains?"),
        ("release.key.contains(7)", "type", "contains does not take (string, int); it is string.contains(string)"),
        ("release.key.matches('[')", "argument", "is no pattern"),
        ("version", "type", "it is version or null"),
        ("1 = 1", "syntax", "two values are compared by =="),
        ("true &&", "syntax", "a value is missing here; found the end"),
        ("release.key == 'a", "syntax", "this text has no end"),
        ("true\n  && flase", "unknown", "(line 2, column 6)"),
        ("[1].exists(e + 1, true)", "syntax", "write exists(x, …)"),
        ("at > '2026-01-01'", "type", "timestamp > string"),
        ("TestAllTypes{a: 1} == null", "unknown", "there is no type"),
        ("google.protobuf.Any{} == null", "unknown", "there is no type"),
    ] {
        let faults = check(text, &DECISION).unwrap_err();
        assert!(faults[0].code == code && faults[0].detail.contains(told), "{text}: {faults:?}");
    }
    let both = check("relase.risk == 'low' && version.numbre == '1'", &DECISION).unwrap_err();
    assert_eq!(both.len(), 2, "all are told at once: {both:?}");
    assert!(check("version.digest != null", &GATE).is_err(), "a gate knows of no version");
}

#[test]
fn what_blows_up_is_refused_or_stopped() {
    let deep = format!("{}true{}", "(".repeat(200), ")".repeat(200));
    let long = vec!["true"; 3_000].join(" && ");
    let huge = format!("'{}' == ''", "x".repeat(MOST_BYTES));
    let minus = format!("{}1 == 1", "- ".repeat(300));
    let mixed = format!("{}true", "!-".repeat(300));
    for text in [&deep, &long, &huge, &minus, &mixed] {
        assert_eq!(check(text, &DECISION).unwrap_err()[0].code, "size", "{text:.40}");
    }
    let each =
        "deployments.all(a, deployments.all(b, deployments.all(c, deployments.all(d, deployments.all(e, true)))))";
    assert!(check(each, &DECISION).unwrap_err()[0].detail.contains("at most 4"));

    let mut facts = full();
    facts.deployments = vec![facts.deployments[0].clone(); facts::MOST_DEPLOYMENTS];
    facts.release.as_mut().unwrap().fields.insert("all".to_owned(), json!(vec![0; 10_000]));
    for text in [
        "deployments.all(a, deployments.all(b, deployments.all(c, a.at == c.at)))",
        "release.fields.all.all(a, release.fields.all.all(b, a == b))",
        "release.fields.all.map(a, release.fields.all + release.fields.all).size() > 0",
        "release.fields.all.all(a, release.fields.all == release.fields.all)",
        "release.fields.all.all(a, a in release.fields.all && !(1 in release.fields.all))",
        "release.fields.all.exists(a, (release.key + string(a)).matches('(a*)*' + string(a) + '$') && false)",
        "[1, 2].all(x, release.fields.all.all(a, release.fields.all.all(b, true))) || true",
    ] {
        assert_eq!(holds(text, &facts).unwrap_err().code, "budget", "{text}");
    }
    // What is decided before the steps are used up is decided.
    assert_eq!(holds("true || release.fields.all.all(a, release.fields.all.all(b, true))", &facts), Ok(true));
}

#[test]
fn a_sentence_embeds_facts() {
    let filled =
        |text: &str| Template::parse(text, &DECISION).unwrap().fill(&Document::of(&full().document(&DECISION)));
    assert_eq!(
        filled("{release.key} is due {release.target}: {release.gates_total - release.gates_passed} gate is open"),
        "PAY-2026.4 is due 2026-04-09T22:00:00Z: 1 gate is open"
    );
    assert_eq!(filled("{{{system.tags}}} {'}'} { {'a': 1}.size()} {version.number}"), "{pci} } 1 4.2.0");
    assert_eq!(filled("{1 / raid.risks.open}"), "?");
    let mistakes = Template::parse("äh {relase.key} and {version.numbr", &DECISION).unwrap_err();
    assert_eq!(mistakes.iter().map(|one| one.code).collect::<Vec<_>>(), ["unknown", "syntax"]);
    assert_eq!(mistakes[0].place("äh {relase.key} and {version.numbr"), (1, 5));
}

/// Truth over whole numbers: what is generated, and what it means by definition.
#[derive(Clone, Debug)]
enum Formula {
    Less(Sum, Sum),
    Equal(Sum, Sum),
    Not(Box<Formula>),
    And(Box<Formula>, Box<Formula>),
    Or(Box<Formula>, Box<Formula>),
    /// Of the numbers from 0 below a few: each, or one, is less than the sum.
    All(u8, Sum),
    Exists(u8, Sum),
}

#[derive(Clone, Debug)]
enum Sum {
    Number(i64),
    Add(Box<Sum>, Box<Sum>),
    Divide(Box<Sum>, Box<Sum>),
    Choose(Box<Formula>, Box<Sum>, Box<Sum>),
}

fn sum(sum: &Sum) -> Option<i64> {
    match sum {
        Sum::Number(number) => Some(*number),
        Sum::Add(left, right) => super::tests::sum(left)?.checked_add(super::tests::sum(right)?),
        Sum::Divide(left, right) => super::tests::sum(left)?.checked_div(super::tests::sum(right)?),
        Sum::Choose(formula, yes, no) => {
            if truth(formula)? {
                super::tests::sum(yes)
            } else {
                super::tests::sum(no)
            }
        }
    }
}

/// By the definition of three values: what cannot be told matters only where the rest does not decide.
fn truth(formula: &Formula) -> Option<bool> {
    match formula {
        Formula::Less(left, right) => Some(sum(left)? < sum(right)?),
        Formula::Equal(left, right) => Some(sum(left)? == sum(right)?),
        Formula::Not(of) => truth(of).map(|value| !value),
        Formula::And(left, right) => match (truth(left), truth(right)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (left, right) => left.and(right),
        },
        Formula::Or(left, right) => match (truth(left), truth(right)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (left, right) => left.and(right),
        },
        Formula::All(count, than) => match (*count, sum(than)) {
            (0, _) => Some(true),
            (count, than) => than.map(|than| (0..i64::from(count)).all(|number| number < than)),
        },
        Formula::Exists(count, than) => match (*count, sum(than)) {
            (0, _) => Some(false),
            (count, than) => than.map(|than| (0..i64::from(count)).any(|number| number < than)),
        },
    }
}

fn written_sum(sum: &Sum) -> String {
    match sum {
        Sum::Number(number) => format!("{number}"),
        Sum::Add(left, right) => format!("({} + {})", written_sum(left), written_sum(right)),
        Sum::Divide(left, right) => format!("{} / ({})", written_sum(left), written_sum(right)),
        Sum::Choose(formula, yes, no) => {
            format!("({} ? {} : {})", written(formula), written_sum(yes), written_sum(no))
        }
    }
}

fn written(formula: &Formula) -> String {
    let numbers = |count: u8| format!("{:?}", (0..count).collect::<Vec<_>>());
    match formula {
        Formula::Less(left, right) => format!("({} < {})", written_sum(left), written_sum(right)),
        Formula::Equal(left, right) => format!("({} == {})", written_sum(left), written_sum(right)),
        Formula::Not(of) => format!("!({})", written(of)),
        Formula::And(left, right) => format!("({} && {})", written(left), written(right)),
        Formula::Or(left, right) => format!("({} || {})", written(left), written(right)),
        Formula::All(count, than) => format!("{}.all(n, n < {})", numbers(*count), written_sum(than)),
        Formula::Exists(count, than) => format!("{}.exists(n, n < {})", numbers(*count), written_sum(than)),
    }
}

fn formulas() -> impl Strategy<Value = Formula> {
    let number = prop_oneof![-3_i64..4, Just(i64::MAX), Just(i64::MIN)].prop_map(Sum::Number);
    let sums = number.prop_recursive(3, 12, 2, |sums| {
        prop_oneof![
            (sums.clone(), sums.clone()).prop_map(|(left, right)| Sum::Add(left.into(), right.into())),
            (sums.clone(), sums.clone()).prop_map(|(left, right)| Sum::Divide(left.into(), right.into())),
            (sums.clone(), sums.clone(), sums.clone(), sums).prop_map(|(left, right, yes, no)| {
                Sum::Choose(Formula::Less(left, right).into(), yes.into(), no.into())
            }),
        ]
    });
    let leaf = prop_oneof![
        (sums.clone(), sums.clone()).prop_map(|(left, right)| Formula::Less(left, right)),
        (sums.clone(), sums.clone()).prop_map(|(left, right)| Formula::Equal(left, right)),
        (0_u8..4, sums.clone()).prop_map(|(count, than)| Formula::All(count, than)),
        (0_u8..4, sums).prop_map(|(count, than)| Formula::Exists(count, than)),
    ];
    leaf.prop_recursive(4, 24, 2, |formulas| {
        prop_oneof![
            formulas.clone().prop_map(|of| Formula::Not(of.into())),
            (formulas.clone(), formulas.clone()).prop_map(|(left, right)| Formula::And(left.into(), right.into())),
            (formulas.clone(), formulas).prop_map(|(left, right)| Formula::Or(left.into(), right.into())),
        ]
    })
}

proptest! {
    #[test]
    fn an_expression_means_what_its_definition_says(formula in formulas()) {
        let text = written(&formula);
        let checked = check(&text, &DECISION);
        prop_assert!(checked.is_ok(), "{}: {:?}", text, checked.err());
        let found = holds_of(&checked.unwrap(), &json!({})).ok();
        prop_assert_eq!(found, truth(&formula), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused_at_a_place_in_it(text in ".{0,60}") {
        if let Err(mistakes) = read(&text, &DECISION) {
            for mistake in mistakes {
                prop_assert!(text.is_char_boundary(mistake.at), "{}: {:?}", text, mistake);
            }
        }
        let _ = Template::parse(&text, &DECISION);
    }

    #[test]
    fn any_words_of_the_language_end_within_the_budget(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "release", ".", "risk", "deployments", "all", "exists", "map", "filter", "(", ")", "[", "]", "{", "}", ",", "d",
                "==", "!=", "<", "+", "-", "!", "&&", "||", "?", ":", "1", "2.5", "'a'", "null", "true", "in", "at", "size", "has",
                "raid", "gates", "state", "fields", "duration('1h')",
            ]),
            0..30,
        ),
    ) {
        let text = words.join(" ");
        let world = World::of(&DECISION);
        if let Ok(program) = Program::unchecked(&text, &world)
            && let Ok((_, spent)) = Document::of(&full().document(&DECISION)).run(&program, BUDGET)
        {
            prop_assert!(spent <= BUDGET);
        }
        // What was found sound never turns out to be of another type than it was found to be.
        if let Ok(checked) = read(&text, &DECISION)
            && let Err(failure) = holds_of(&checked, &full().document(&DECISION))
        {
            prop_assert!(failure.code != "unknown", "{}: {:?}", text, failure);
        }
    }
}

/// What is remembered is what was read, of the right catalogue, and mistakes are not remembered as anything else.
#[test]
fn what_is_recalled_is_what_was_read() {
    let (of_policies, of_gates) = ("at == at && version != null", "at == at && builds.size() == 0");
    for _ in 0..2 {
        assert!(recall(of_policies, &DECISION).is_ok());
        assert!(recall(of_gates, &GATE).is_ok());
        assert_eq!(recall(of_policies, &GATE).unwrap_err(), read(of_policies, &GATE).unwrap_err());
        assert_eq!(recall(of_gates, &DECISION).unwrap_err(), read(of_gates, &DECISION).unwrap_err());
        assert_eq!(recall_template("{version.numbr}", &DECISION).unwrap_err()[0].code, "unknown");
    }
    let (first, again) = (recall(of_policies, &DECISION).unwrap(), recall(of_policies, &DECISION).unwrap());
    assert!(std::sync::Arc::ptr_eq(&first, &again), "it is read once");
    let document = full().document(&DECISION);
    assert_eq!(holds_of(&first, &document), holds_of(&read(of_policies, &DECISION).unwrap(), &document));
}
