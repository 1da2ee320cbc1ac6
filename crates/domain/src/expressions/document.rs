//! A document of facts as values.

use super::{
    Bindings, Program,
    catalogue::{Record, Shape},
    facts::Facts,
    instant,
    value::{Failure, Map, Object, Value},
};
use serde_json::Value as Json;
use std::{any::Any, cell::RefCell, collections::BTreeSet, sync::Arc};

/// A document of facts to evaluate expressions over. What any of them asks for is looked up once.
#[derive(Debug)]
pub struct Document<'j> {
    json: &'j Json,
    bound: RefCell<Bound>,
}

#[derive(Debug, Default)]
struct Bound {
    looked_up: BTreeSet<&'static str>,
    bindings: Bindings,
}

impl<'j> Document<'j> {
    /// A document.
    #[must_use]
    pub fn of(json: &'j Json) -> Self {
        Self { json, bound: RefCell::default() }
    }

    /// The value of a program, and how many steps it took.
    pub(super) fn run(&self, program: &Program, budget: u64) -> Result<(Value, u64), Failure> {
        let mut bound = self.bound.borrow_mut();
        let names = program.names();
        for fact in Facts::RECORD.facts.iter().filter(|fact| names.contains(fact.name)) {
            if bound.looked_up.insert(fact.name)
                && let Some(value) = self.json.get(fact.name).and_then(|json| value(&fact.shape, json))
            {
                bound.bindings.insert(fact.name.to_owned(), value);
            }
        }
        program.run(&bound.bindings, budget)
    }
}

/// What a document says of a fact; `None` when that is not of its shape.
fn value(shape: &Shape, json: &Json) -> Option<Value> {
    match shape {
        Shape::Truth => json.as_bool().map(Value::Bool),
        Shape::Whole => json.as_i64().map(Value::Int),
        Shape::Number => json.as_f64().map(Value::Double),
        Shape::Text => json.as_str().map(Value::text),
        Shape::Instant => json.as_str().and_then(instant::parse_timestamp).map(Value::Timestamp),
        Shape::Any => Some(any(json)),
        Shape::Record(record) => {
            let parts = json.as_object()?;
            let values = record.facts.iter().map(|fact| value(&fact.shape, parts.get(fact.name)?)).collect();
            Some(Value::Object(Arc::new(Held { record, values })))
        }
        Shape::List(of) => {
            let values: Option<Vec<Value>> = json.as_array()?.iter().map(|json| value(of, json)).collect();
            values.map(Value::list)
        }
        Shape::Map(of) => {
            let mut map = Map::default();
            for (name, json) in json.as_object()? {
                map.insert(Value::text(name.as_str()), value(of, json)?).ok()?;
            }
            Some(Value::Map(map.into()))
        }
        Shape::Maybe(_) if json.is_null() => Some(Value::Null),
        Shape::Maybe(of) => value(of, json),
    }
}

/// What people wrote, as it is.
fn any(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Value::Int(number),
            (None, Some(number)) => Value::Uint(number),
            (None, None) => number.as_f64().map_or(Value::Null, Value::Double),
        },
        Json::String(text) => Value::text(text.as_str()),
        Json::Array(values) => Value::list(values.iter().map(any).collect()),
        Json::Object(parts) => {
            let mut map = Map::default();
            for (name, json) in parts {
                // Names in a document are there once.
                let _ = map.insert(Value::text(name.as_str()), any(json));
            }
            Value::Map(map.into())
        }
    }
}

/// A record of facts; a fact the document does not hold has no value.
#[derive(Debug)]
struct Held {
    record: &'static Record,
    values: Vec<Option<Value>>,
}

impl Held {
    fn place(&self, name: &str) -> Option<usize> {
        self.record.facts.iter().position(|fact| fact.name == name)
    }
}

impl Object for Held {
    fn type_name(&self) -> &str {
        self.record.name
    }

    fn field(&self, name: &str) -> Option<Result<Value, String>> {
        let value = self.values.get(self.place(name)?)?;
        Some(value.clone().ok_or_else(|| format!("nothing is known of the {name} of the {}", self.record.name)))
    }

    /// A fact is there when the document holds it and it is not `null`.
    fn has(&self, name: &str) -> Option<bool> {
        let value = self.values.get(self.place(name)?)?;
        Some(value.as_ref().is_some_and(|value| !matches!(value, Value::Null)))
    }

    fn equals(&self, other: &dyn Object) -> bool {
        let other: &dyn Any = other;
        other.downcast_ref::<Self>().is_some_and(|other| self.record == other.record && self.values == other.values)
    }
}
