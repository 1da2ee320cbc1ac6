//! Changes in parts, as directories send them (RFC 7644, 3.5.2).

use super::field;
use serde_json::{Map, Value};
use signalbox_domain::{Outcome, Problem};

/// How many changes a request may hold.
const MOST: usize = 1_000;

/// What is done to an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Add,
    Replace,
    Remove,
}

/// One change: to which attribute, to which of its values, and what.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    pub(super) verb: Verb,
    /// In small letters, without its schema.
    pub(super) attribute: String,
    /// The value of `[value eq "…"]`: the one that is meant, where there are several.
    pub(super) only: Option<String>,
    pub(super) value: Option<Value>,
    /// False where the attribute was one of many in an object: what is not known there is passed over.
    pub(super) is_named: bool,
}

/// Reads the changes of a request.
pub(super) fn read(fields: &Map<String, Value>) -> Outcome<Vec<Step>> {
    let Some(Value::Array(operations)) = field(fields, "Operations") else {
        return Err(syntax("Operations has to be a list of changes"));
    };
    if operations.len() > MOST {
        return Err(syntax("these are too many changes at once"));
    }
    let mut steps = Vec::new();
    for operation in operations {
        let Value::Object(operation) = operation else { return Err(syntax("a change is an object")) };
        let verb = match field(operation, "op").and_then(Value::as_str).map(str::to_ascii_lowercase).as_deref() {
            Some("add") => Verb::Add,
            Some("replace") => Verb::Replace,
            Some("remove") => Verb::Remove,
            _ => return Err(syntax("op is add, replace or remove")),
        };
        let value = field(operation, "value").cloned();
        match (field(operation, "path"), value) {
            (Some(Value::String(path)), value) => {
                if value.is_none() && verb == Verb::Add {
                    return Err(Problem::fault("/Operations", "value", "what is added has a value"));
                }
                steps.push(step(verb, path, value, true)?);
            }
            (None, Some(Value::Object(values))) if verb != Verb::Remove => {
                for (path, value) in values {
                    steps.push(step(verb, &path, Some(value), false)?);
                }
            }
            (None, _) if verb == Verb::Remove => {
                return Err(Problem::fault("/Operations", "no-target", "say with path what is to be removed"));
            }
            _ => return Err(syntax("without a path the value is an object of attributes")),
        }
    }
    Ok(steps)
}

fn step(verb: Verb, path: &str, value: Option<Value>, is_named: bool) -> Outcome<Step> {
    let path = without_schema(path.trim());
    let invalid = || Problem::fault("/Operations", "path", format!("{path:?} is no path"));
    let (attribute, only, sub) = match path.split_once('[') {
        Some((attribute, rest)) => {
            let (condition, rest) = rest.split_once(']').ok_or_else(invalid)?;
            (attribute, only(condition).ok_or_else(invalid)?, rest.strip_prefix('.'))
        }
        None => match path.split_once('.') {
            Some((attribute, sub)) => (attribute, None, Some(sub)),
            None => (path, None, None),
        },
    };
    if attribute.is_empty() {
        return Err(invalid());
    }
    // Of a value of several parts only the value counts; a name is put together by whoever reads it.
    let value = match (sub, value) {
        (Some(sub), Some(value)) => {
            let mut whole = Map::new();
            whole.insert(sub.to_owned(), value);
            Some(Value::Object(whole))
        }
        (_, value) => value,
    };
    Ok(Step { verb, attribute: attribute.to_ascii_lowercase(), only, value, is_named })
}

/// What `value eq "…"` asks for. What else a directory tells values apart by is not kept, so it means all there are.
fn only(condition: &str) -> Option<Option<String>> {
    let mut words = condition.trim().splitn(3, char::is_whitespace);
    let (sub, verb, value) = (words.next()?, words.next()?, words.next()?);
    let value: Value = serde_json::from_str(value.trim()).ok()?;
    if !verb.eq_ignore_ascii_case("eq") {
        return None;
    }
    Some(value.as_str().filter(|_| sub.eq_ignore_ascii_case("value")).map(str::to_owned))
}

fn syntax(told: &str) -> Problem {
    Problem::fault("/Operations", "syntax", told)
}

/// The name of an attribute without the schema it may stand behind.
pub(super) fn without_schema(name: &str) -> &str {
    const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:";
    let is_there = name.get(..SCHEMA.len()).is_some_and(|start| start.eq_ignore_ascii_case(SCHEMA));
    let Some(rest) = name.get(SCHEMA.len()..).filter(|_| is_there) else { return name };
    rest.split_once(':').map_or(rest, |(_, attribute)| attribute)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn steps(operation: Value) -> Outcome<Vec<Step>> {
        let Value::Object(fields) = json!({"Operations": [operation]}) else { unreachable!() };
        read(&fields)
    }

    #[test]
    fn a_path_names_an_attribute_a_part_of_it_or_one_of_its_values() {
        let read = steps(json!({"op": "Remove", "path": "members[value eq \"per_1\"]"})).unwrap();
        assert_eq!((read[0].attribute.as_str(), read[0].only.as_deref()), ("members", Some("per_1")));
        let read = steps(json!({"op": "replace", "path": "emails[type eq \"work\"].value", "value": "a@b.c"})).unwrap();
        assert_eq!((&read[0].only, &read[0].value), (&None, &Some(json!({"value": "a@b.c"}))));
        let urn = "urn:ietf:params:scim:schemas:core:2.0:User:userName";
        assert_eq!(steps(json!({"op": "add", "path": urn, "value": "x"})).unwrap()[0].attribute, "username");
    }

    #[test]
    fn without_a_path_each_attribute_is_a_change() {
        let read = steps(json!({"op": "add", "value": {"active": false, "name.formatted": "Ada"}})).unwrap();
        let mut names: Vec<_> = read.iter().map(|step| step.attribute.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["active", "name"]);
    }

    #[test]
    fn what_is_no_change_says_so() {
        for operation in [
            json!({"op": "move", "path": "active"}),
            json!({"op": "remove"}),
            json!({"op": "add", "path": "active"}),
            json!({"op": "replace", "value": "x"}),
            json!({"op": "remove", "path": "members[value"}),
            json!({"op": "remove", "path": "members[value gt \"x\"]"}),
            json!({"op": "remove", "path": ""}),
            json!("remove"),
        ] {
            assert!(steps(operation.clone()).is_err(), "{operation}");
        }
    }
}
