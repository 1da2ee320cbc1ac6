//! Custom fields: what an enterprise wants to know of a release beyond what every release has.

use crate::{
    problem::Fault,
    text::{Key, Name},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a field may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// Any text up to 2,000 characters.
    Text,
    /// A JSON number.
    Number,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// Yes or no.
    Boolean,
    /// One of the choices.
    Choice,
}

/// A field a release type adds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldDefinition {
    /// Its short name.
    pub key: Key,
    /// Its name.
    pub name: Name,
    /// What it may hold.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// The choices, for [`FieldType::Choice`].
    #[serde(default)]
    pub choices: Vec<String>,
    /// Whether a release must have it.
    #[serde(default)]
    pub required: bool,
}

impl FieldDefinition {
    /// The faults of the definition itself.
    #[must_use]
    pub fn faults(&self, pointer: &str) -> Vec<Fault> {
        let has_choices = !self.choices.is_empty();
        if (self.field_type == FieldType::Choice) == has_choices {
            return Vec::new();
        }
        let detail = if has_choices { "only a choice field has choices" } else { "a choice field needs its choices" };
        vec![Fault::new(format!("{pointer}/choices"), "choices", detail)]
    }

    fn accepts(&self, value: &Value) -> Result<(), String> {
        let fits = match self.field_type {
            FieldType::Text => value.as_str().is_some_and(|text| text.chars().count() <= 2_000),
            FieldType::Number => value.is_number(),
            FieldType::Date => value.as_str().is_some_and(|text| text.parse::<jiff::civil::Date>().is_ok()),
            FieldType::Boolean => value.is_boolean(),
            FieldType::Choice => value.as_str().is_some_and(|text| self.choices.iter().any(|choice| choice == text)),
        };
        if fits {
            return Ok(());
        }
        Err(match self.field_type {
            FieldType::Text => format!("{} is a text of at most 2,000 characters", self.name),
            FieldType::Number => format!("{} is a number", self.name),
            FieldType::Date => format!("{} is a day, YYYY-MM-DD", self.name),
            FieldType::Boolean => format!("{} is true or false", self.name),
            FieldType::Choice => format!("{} is one of {}", self.name, self.choices.join(", ")),
        })
    }
}

/// The faults of a release's field values against its type's definitions: unknown, missing and misfitting ones.
#[must_use]
pub fn faults(definitions: &[FieldDefinition], values: &Map<String, Value>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (key, value) in values {
        match definitions.iter().find(|definition| definition.key.as_str() == key) {
            None => faults.push(Fault::new(
                format!("/fields/{key}"),
                "unknown",
                format!("this release type has no field {key:?}"),
            )),
            Some(definition) => {
                if let Err(detail) = definition.accepts(value) {
                    faults.push(Fault::new(format!("/fields/{key}"), "type", detail));
                }
            }
        }
    }
    for definition in definitions.iter().filter(|definition| definition.required) {
        if !values.contains_key(definition.key.as_str()) {
            faults.push(Fault::new(
                format!("/fields/{}", definition.key),
                "required",
                format!("{} is required", definition.name),
            ));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn definition(key: &str, field_type: FieldType, choices: &[&str], required: bool) -> FieldDefinition {
        FieldDefinition {
            key: Key::parse(key).unwrap(),
            name: Name::parse(key).unwrap(),
            field_type,
            choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
            required,
        }
    }

    #[test]
    fn unknown_missing_and_misfitting_values_are_all_named() {
        let definitions = [
            definition("cost", FieldType::Number, &[], true),
            definition("cab", FieldType::Choice, &["weekly", "urgent"], false),
            definition("until", FieldType::Date, &[], false),
        ];
        let values = json!({"cab": "never", "until": "2026-02-30", "colour": "red"});
        let told: Vec<String> =
            faults(&definitions, values.as_object().unwrap()).into_iter().map(|f| f.pointer).collect();
        assert_eq!(told, ["/fields/cab", "/fields/until", "/fields/colour", "/fields/cost"]);
        let good = json!({"cab": "weekly", "until": "2026-02-28", "cost": 4711});
        assert_eq!(faults(&definitions, good.as_object().unwrap()), []);
    }
}
