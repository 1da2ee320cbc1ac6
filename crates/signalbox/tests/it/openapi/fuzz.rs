//! Bodies that nobody would write: none of them breaks anything.

use super::{document, operations, samples::Fixture};
use crate::harness::{App, Request};
use proptest::{
    collection::vec,
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Map, Value, json};

/// How many bodies each operation gets.
const BODIES: usize = 24;

/// Any JSON, with a liking for what is nearly right.
fn any_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        ".{0,20}",
        "[a-z0-9-]{1,12}",
        Just("2026-02-30".to_owned()),
        Just("9999-12-31".to_owned()),
        Just("-009999-01-01".to_owned()),
        Just("2026-01-01T24:00:00Z".to_owned()),
        Just("rel_00000000000000000000000000".to_owned()),
        Just("'; drop table release; --".to_owned()),
        Just("\u{0}".to_owned()),
        Just("x".repeat(100_000)),
        Just("\u{202e}\u{feff}\u{1f682}".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(json!(1e308)),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec(("[a-z_]{1,8}", inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A body with one of its parts replaced, taken away or added.
fn bent(body: &Value, part: usize, by: Value) -> Value {
    let mut bent = body.clone();
    if let Some(fields) = bent.as_object_mut() {
        let names: Vec<String> = fields.keys().cloned().collect();
        match names.get(part % (names.len() + 2)) {
            Some(name) => {
                fields.insert(name.clone(), by);
            }
            None => {
                fields.insert("unheard_of".to_owned(), by);
            }
        }
    }
    bent
}

fn runner() -> TestRunner {
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]))
}

fn throw_everything_at(app: &App) {
    let document = document();
    let fixture = Fixture::new(app, &document, 1);
    let client = app.administrator();
    let mut runner = runner();
    for operation in operations(&document) {
        let Some(schema) = operation.body() else { continue };
        let path = fixture.path(&operation);
        let good = fixture.body(&operation, schema);
        // Every field the schema knows, so that each gets its turn.
        let mut full = good.clone();
        let known = schema["$ref"].as_str().and_then(|at| document.pointer(&format!("{}/properties", &at[1..])));
        for name in known.and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name) {
            full.as_object_mut().unwrap().entry(name.clone()).or_insert(Value::Null);
        }
        for number in 0..BODIES {
            let value = any_json().new_tree(&mut runner).unwrap().current();
            let body = match number % 4 {
                0 => value,
                1 => bent(&full, number / 4, value),
                _ => bent(&good, number / 2, value),
            };
            let rev = i64::try_from(number % 2).unwrap() + 1;
            let answer = client.send(Request::new(&operation.method, &path).rev(rev).json(&body));
            assert_ne!(answer.status, 429, "{} {}: was not looked at", operation.method, path);
            assert!(answer.status < 500, "{} {} {body}: {} {}", operation.method, path, answer.status, answer.text);
            if answer.status >= 400 {
                answer.refused(answer.status);
            }
        }
    }
    app.settle();
    client.get("/releases").ok();
}

both_databases!(no_body_breaks_an_operation, |app| {
    throw_everything_at(app);
});
