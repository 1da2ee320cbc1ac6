//! Input against its JSON Schema: every fault at once, each by its place, in words a person can act on.

use crate::documents::yaml::push_token;
use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use serde_json::Value;
use signalbox_domain::{Fault, Key, Name, Outcome, Problem, Zone};

/// A compiled schema (JSON Schema 2020-12). Besides the usual formats it knows `key`, `name`, `time-zone`
/// and `local-date-time`.
#[derive(Debug)]
pub struct Schema {
    source: Value,
    validator: Validator,
}

impl Schema {
    /// Compiles a schema.
    ///
    /// # Errors
    /// [`Problem::Internal`] when it is none.
    pub fn compile(source: Value) -> Outcome<Self> {
        let validator = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .with_format("date", |text| text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok())
            .with_format("date-time", |text| text.parse::<jiff::Timestamp>().is_ok())
            .with_format("local-date-time", |text| local_date_time(text).is_some())
            .with_format("key", |text| Key::parse(text).is_ok())
            .with_format("name", |text| Name::parse(text).is_ok())
            .with_format("time-zone", |text| Zone::parse(text).is_ok())
            .build(&source)
            .map_err(|error| Problem::Internal(format!("a schema is broken: {error}")))?;
        Ok(Self { source, validator })
    }

    /// Every fault of an input, one for each place; none when it fits.
    #[must_use]
    pub fn faults(&self, input: &Value) -> Vec<Fault> {
        let mut faults: Vec<Fault> = Vec::new();
        for error in self.validator.iter_errors(input) {
            for fault in explain(&error, &self.source) {
                if !faults.iter().any(|known| known.pointer == fault.pointer) {
                    faults.push(fault);
                }
            }
        }
        faults
    }
}

fn explain(error: &ValidationError<'_>, schema: &Value) -> Vec<Fault> {
    let at = error.instance_path().as_str();
    let value = error.instance();
    let around = error.schema_path().as_str().rsplit_once('/').and_then(|(around, _)| schema.pointer(around));
    let one = |code, detail: String| vec![Fault::new(at, code, detail)];
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let known = around.and_then(|around| around.get("properties")).and_then(Value::as_object);
            let known = known.map(|known| known.keys().map(String::as_str).collect::<Vec<_>>().join(", "));
            let unknown = |name: &String| {
                let detail = match &known {
                    Some(known) => format!("there is no field {name:?} here; fields are {known}"),
                    None => format!("there is no field {name:?} here"),
                };
                Fault::new(push_token(at, name), "unknown", detail)
            };
            unexpected.iter().map(unknown).collect()
        }
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            vec![Fault::new(push_token(at, name), "required", format!("the field {name} is missing"))]
        }
        // A choice of shapes: tell the faults of the shape that fits best, which is the one with the fewest.
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let about_the_kind = |error: &&ValidationError<'_>| {
                matches!(error.kind(), ValidationErrorKind::Constant { .. } | ValidationErrorKind::Type { .. })
            };
            let nearest =
                context.iter().min_by_key(|errors| (errors.iter().filter(about_the_kind).count(), errors.len()));
            nearest.into_iter().flatten().flat_map(|error| explain(error, schema)).collect()
        }
        ValidationErrorKind::Type { .. } if value.is_null() => {
            one("type", "nothing stands here; give a value or leave the field out".to_owned())
        }
        ValidationErrorKind::Type { .. } => {
            let wanted = match around.and_then(|around| around.get("type")) {
                Some(Value::String(wanted)) => article(wanted),
                Some(Value::Array(several)) => {
                    several.iter().filter_map(Value::as_str).find(|one| *one != "null").map_or("nothing", article)
                }
                _ => "something else",
            };
            one("type", format!("this is {}; {wanted} is wanted", noun(value)))
        }
        ValidationErrorKind::Enum { options } => {
            let words: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            one("enum", format!("{value} is none of {}", words.join(", ")))
        }
        ValidationErrorKind::Format { format } => {
            vec![misformed(at, format, value.as_str().unwrap_or_default())]
        }
        // The format says the same in better words.
        ValidationErrorKind::Pattern { .. } | ValidationErrorKind::MinLength { .. }
            if around.is_some_and(|around| around.get("format").is_some()) =>
        {
            Vec::new()
        }
        ValidationErrorKind::Pattern { .. } if at.ends_with("/time") => {
            one("time", format!("{value} is no time of day; write HH:MM or HH:MM:SS, 00:00 to 23:59:59"))
        }
        ValidationErrorKind::MinLength { limit } => one("length", format!("this needs at least {limit} characters")),
        ValidationErrorKind::MaxLength { limit } => one("length", format!("this may have at most {limit} characters")),
        other => one("schema", format!("{} ({})", error, other.keyword())),
    }
}

/// A day and a time of day, without a zone: what a clock on a wall says.
fn local_date_time(text: &str) -> Option<jiff::civil::DateTime> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"-:T".contains(&byte));
    text.parse().ok().filter(|_| plain && text.contains('T'))
}

fn misformed(at: &str, format: &str, text: &str) -> Fault {
    let own = match format {
        "key" => Key::parse(text).err(),
        "name" => Name::parse(text).err(),
        "time-zone" => Zone::parse(text).err(),
        "date" => Some(Fault::new("", "date", format!("{text:?} is no day; write YYYY-MM-DD, a day that exists"))),
        "local-date-time" => {
            let detail = format!("{text:?} is no local time; write YYYY-MM-DDTHH:MM, such as 2026-12-20T18:00");
            Some(Fault::new("", "local_time", detail))
        }
        "date-time" => {
            let detail = format!("{text:?} is no instant; write it as RFC 3339 says, such as 2026-04-01T12:00:00Z");
            Some(Fault::new("", "instant", detail))
        }
        _ => None,
    };
    own.unwrap_or_else(|| Fault::new("", "format", format!("{text:?} is no {format}"))).within(at)
}

pub(crate) fn noun(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(_) | Value::Number(_) => format!("{value}"),
        Value::String(_) => "a text".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
    }
}

fn article(wanted: &str) -> &'static str {
    match wanted {
        "string" => "a text",
        "array" => "a list",
        "object" => "a mapping",
        "boolean" => "true or false",
        "number" | "integer" => "a number",
        _ => "something else",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_fault_is_named_by_its_place() {
        let schema = Schema::compile(json!({
            "type": "object", "additionalProperties": false, "required": ["key", "name"],
            "properties": {
                "key": {"type": "string", "format": "key"}, "name": {"type": "string"},
                "start": {"type": ["string", "null"], "format": "date"}, "zone": {"type": "string", "format": "time-zone"},
                "risk": {"anyOf": [{"type": "null"}, {"enum": ["low", "high"]}]}
            }
        }))
        .unwrap();
        let input = json!({"key": "a b", "start": "2026-02-30", "zone": "Mars", "risk": "huge", "nmae": "x"});
        let mut told: Vec<(String, &str)> = schema.faults(&input).into_iter().map(|f| (f.pointer, f.code)).collect();
        told.sort();
        let expected = [
            ("/key", "key"),
            ("/name", "required"),
            ("/nmae", "unknown"),
            ("/risk", "enum"),
            ("/start", "date"),
            ("/zone", "zone"),
        ];
        assert_eq!(told, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
        assert!(schema.faults(&json!({"key": "a", "name": "b", "start": null, "risk": null})).is_empty());
    }
}
