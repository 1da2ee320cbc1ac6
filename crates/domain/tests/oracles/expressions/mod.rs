//! The conformance tests of CEL: every one of them, each counted.

mod objects;
mod textproto;

use super::datasets;
use objects::Samples;
use signalbox_domain::expressions::{BUDGET, Bindings, Map, Program, Type, Value, World};
use std::sync::Arc;
use textproto::Message;

/// How many tests there are in the data.
const TESTS: usize = 883;

#[test]
fn expressions_mean_what_others_say() {
    let folder = datasets().join("cel");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "textproto"))
        .collect();
    files.sort();
    let (mut count, mut wrong) = (0, Vec::new());
    for path in files {
        let file = textproto::parse(&std::fs::read_to_string(&path).unwrap());
        for section in file.all("section") {
            for test in section.all("test") {
                count += 1;
                if let Err(found) = judge(test) {
                    let names = [file.text("name"), section.text("name"), test.text("name")].join("/");
                    wrong.push(format!("{names}: {}\n    {found}", test.text("expr")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} tests fail:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= TESTS, "there are {TESTS} tests, {count} were found");
}

fn judge(test: &Message) -> Result<(), String> {
    let mut world = World::empty().within(&test.text("container")).making(Arc::new(Samples));
    let mut bindings = Bindings::new();
    for declared in test.all("type_env") {
        let kind = declared.one("ident").and_then(|ident| ident.one("type")).map_or(Type::Dyn, kind);
        world = world.with(&declared.text("name"), kind);
    }
    let is_checked = test.word("disable_check") != Some("true");
    for bound in test.all("bindings") {
        let name = bound.text("key");
        if !is_checked {
            world = world.with(&name, Type::Dyn);
        }
        bindings.insert(name, value(bound.one("value").unwrap().one("value").unwrap()));
    }
    let text = test.text("expr");
    let program = if is_checked {
        Program::compile(&text, &world).map_err(|mistakes| format!("refused: {mistakes:?}"))
    } else {
        Program::unchecked(&text, &world).map_err(|mistake| format!("refused: {mistake:?}"))
    };
    let found = program.and_then(|program| {
        program.run(&bindings, BUDGET).map(|(value, _)| value).map_err(|failure| format!("failed: {failure:?}"))
    });
    if test.one("eval_error").is_some() {
        return match found {
            Ok(value) => Err(format!("is to fail, and is {value:?}")),
            Err(_) => Ok(()),
        };
    }
    // What says nothing is to be true.
    let expected = test.one("value").map_or(Value::Bool(true), value);
    match found {
        Ok(found) if same(&found, &expected) => Ok(()),
        Ok(found) => Err(format!("is to be {expected:?}, and is {found:?}")),
        Err(error) => Err(error),
    }
}

/// Equal, and of the same type in every part.
fn same(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::List(found), Value::List(expected)) => {
            found.len() == expected.len()
                && found.iter().zip(expected.iter()).all(|(found, expected)| same(found, expected))
        }
        (Value::Double(found), Value::Double(expected)) => found == expected || (found.is_nan() && expected.is_nan()),
        (found, expected) => found.type_name() == expected.type_name() && found == expected,
    }
}

fn value(message: &Message) -> Value {
    let (name, field) = message.fields().next().unwrap_or_else(|| panic!("a value without content"));
    match name {
        "null_value" => Value::Null,
        "bool_value" => Value::Bool(field.word() == "true"),
        "int64_value" => Value::Int(field.word().parse().unwrap()),
        "uint64_value" => Value::Uint(field.word().parse().unwrap()),
        "double_value" => {
            Value::Double(field.word().to_lowercase().trim_end_matches('f').parse().unwrap_or(f64::INFINITY))
        }
        "string_value" => Value::text(field.text()),
        "bytes_value" => Value::Bytes(field.bytes().into()),
        "type_value" => Value::Type(field.text().into()),
        "list_value" => Value::list(field.message().all("values").map(value).collect()),
        "map_value" => {
            let mut map = Map::default();
            for entry in field.message().all("entries") {
                map.insert(value(entry.one("key").unwrap()), value(entry.one("value").unwrap())).unwrap();
            }
            Value::Map(map.into())
        }
        "object_value" => {
            let (name, inside) = field.message().fields().next().unwrap();
            let number = |field: &str| inside.message().word(field).map_or(0_i64, |word| word.parse().unwrap());
            match name.rsplit('/').next().unwrap() {
                "google.protobuf.Duration" => Value::Duration(number("seconds") * 1_000_000_000 + number("nanos")),
                "google.protobuf.Timestamp" => {
                    Value::Timestamp(i128::from(number("seconds")) * 1_000_000_000 + i128::from(number("nanos")))
                }
                other => panic!("there are no values of the type {other}"),
            }
        }
        other => panic!("there is no {other}"),
    }
}

fn kind(message: &Message) -> Type {
    let (name, field) = message.fields().next().unwrap_or_else(|| panic!("a type without content"));
    match (name, field) {
        ("dyn", _) => Type::Dyn,
        ("null", _) => Type::Null,
        ("primitive", field) => match field.word() {
            "BOOL" => Type::Bool,
            "INT64" => Type::Int,
            "UINT64" => Type::Uint,
            "DOUBLE" => Type::Double,
            "STRING" => Type::Text,
            "BYTES" => Type::Bytes,
            other => panic!("there is no primitive type {other}"),
        },
        ("list_type", field) => Type::List(field.message().one("elem_type").map_or(Type::Dyn, kind).into()),
        ("map_type", field) => {
            let part = |name| field.message().one(name).map_or(Type::Dyn, kind);
            Type::Map(part("key_type").into(), part("value_type").into())
        }
        ("message_type", field) => match field.text().as_str() {
            "google.protobuf.Duration" => Type::Duration,
            "google.protobuf.Timestamp" => Type::Timestamp,
            other => Type::Object(other.into()),
        },
        _ => Type::Dyn,
    }
}
