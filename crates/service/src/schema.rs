//! Input against its JSON Schema: every fault at once, each by its place, in words a person can act on.

use jsonschema::{Draft, ValidationError, error::{TypeKind, ValidationErrorKind}};
use serde_json::Value;
use signalbox_domain::{Fault, Key, Outcome, Problem, Zone};

/// A compiled schema (JSON Schema 2020-12). Besides the usual formats it knows `key` and `time-zone`.
#[derive(Debug)]
pub struct Schema(jsonschema::Validator);

impl Schema {
    /// Compiles a schema.
    ///
    /// # Errors
    /// [`Problem::Internal`] when it is none.
    pub fn compile(schema: &Value) -> Outcome<Self> {
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .with_format("key", |text: &str| Key::parse(text).is_ok())
            .with_format("time-zone", |text: &str| Zone::parse(text).is_ok())
            .build(schema)
            .map(Self)
            .map_err(|error| Problem::Internal(format!("a schema is broken: {error}")))
    }

    /// Every fault of an input; none when it fits.
    #[must_use]
    pub fn faults(&self, input: &Value) -> Vec<Fault> {
        let mut faults = Vec::new();
        for error in self.0.iter_errors(input) {
            note(&error, &mut faults);
        }
        faults
    }
}

fn note(error: &ValidationError<'_>, faults: &mut Vec<Fault>) {
    let pointer = error.instance_path().as_str().to_owned();
    let instance = error.instance();
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            for field in unexpected {
                let detail = format!("there is no field {field:?} here");
                faults.push(Fault::new(format!("{pointer}/{}", escaped(field)), "unknown", detail));
            }
        }
        ValidationErrorKind::Required { property } => {
            let field = property.as_str().unwrap_or_default();
            faults.push(Fault::new(format!("{pointer}/{}", escaped(field)), "required", format!("{field} is required")));
        }
        ValidationErrorKind::Type { kind } => {
            let wanted = match kind {
                TypeKind::Single(one) => one.to_string(),
                TypeKind::Multiple(several) => {
                    several.iter().map(|one| one.to_string()).collect::<Vec<_>>().join(" or ")
                }
            };
            let detail = format!("this must be of type {wanted}, not {}", shown(instance));
            faults.push(Fault::new(pointer, "type", detail));
        }
        ValidationErrorKind::Enum { options } => {
            let words: Vec<String> = options.as_array().into_iter().flatten().map(shown).collect();
            let detail = format!("{} is none of {}", shown(instance), words.join(", "));
            faults.push(Fault::new(pointer, "choice", detail));
        }
        ValidationErrorKind::Format { format } => {
            let wanted = match format.as_str() {
                "date" => "a day that exists, YYYY-MM-DD",
                "date-time" => "an instant, RFC 3339, such as 2026-04-01T12:00:00Z",
                "time-zone" => "a time zone: an IANA name such as Europe/Berlin, UTC, or AoE",
                "key" => "a key: 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit",
                other => other,
            };
            faults.push(Fault::new(pointer, "format", format!("{} is not {wanted}", shown(instance))));
        }
        // A choice of shapes: tell the faults of the shape that fits best, which is the one with the fewest.
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let nearest = context.iter().min_by_key(|errors| {
                (errors.iter().filter(|error| is_about_the_kind(error)).count(), errors.len())
            });
            for error in nearest.into_iter().flatten() {
                note(error, faults);
            }
        }
        _ => faults.push(Fault::new(pointer, "value", error.to_string())),
    }
}

/// True for a fault that says "this is another kind of thing altogether".
fn is_about_the_kind(error: &ValidationError<'_>) -> bool {
    matches!(error.kind(), ValidationErrorKind::Constant { .. } | ValidationErrorKind::Type { .. })
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 { text } else { text.chars().take(57).chain("…".chars()).collect() }
}

fn escaped(field: &str) -> String {
    field.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_fault_is_named_by_its_place() {
        let schema = Schema::compile(&json!({
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
            ("/key", "format"), ("/name", "required"), ("/nmae", "unknown"), ("/risk", "choice"), ("/start", "format"),
            ("/zone", "format"),
        ];
        assert_eq!(told, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
        assert!(schema.faults(&json!({"key": "a", "name": "b", "start": null, "risk": null})).is_empty());
    }
}
