//! The values of expressions, when two are equal, and which comes first.

use super::{instant, mistake::Mistake};
use std::{any::Any, cmp::Ordering, collections::BTreeMap, fmt, sync::Arc};

/// Something that has named parts: a record of facts, or an object of other surroundings.
pub trait Object: Any + Send + Sync + fmt::Debug {
    /// The name of its type.
    fn type_name(&self) -> &str;
    /// The value of a part; `None` when it has no part of this name.
    ///
    /// # Errors
    /// Why the value is not to be had.
    fn field(&self, name: &str) -> Option<Result<Value, String>>;
    /// Whether a part is there and set; `None` when it has no part of this name.
    fn has(&self, name: &str) -> Option<bool>;
    /// Whether it is equal to another.
    fn equals(&self, other: &dyn Object) -> bool;
}

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number with a sign.
    Int(i64),
    /// A whole number without.
    Uint(u64),
    /// A number.
    Double(f64),
    /// A text.
    Text(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// Many values.
    List(Arc<Vec<Value>>),
    /// Values by keys.
    Map(Arc<Map>),
    /// An instant: nanoseconds since 1970-01-01T00:00Z, from the year 1 to 9999.
    Timestamp(i128),
    /// A length of time in nanoseconds.
    Duration(i64),
    /// The name of a type.
    Type(Arc<str>),
    /// Something with named parts.
    Object(Arc<dyn Object>),
}

/// Values by keys. A key is found by any number that is equal to it.
#[derive(Clone, Debug, Default)]
pub struct Map(BTreeMap<Key, (Value, Value)>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Bool(bool),
    Number(i128),
    Text(Arc<str>),
}

fn key(value: &Value) -> Option<Key> {
    match value {
        Value::Bool(value) => Some(Key::Bool(*value)),
        Value::Int(value) => Some(Key::Number(i128::from(*value))),
        Value::Uint(value) => Some(Key::Number(i128::from(*value))),
        Value::Double(value) if value.fract() == 0.0 && value.abs() < 1e20 => Some(Key::Number(*value as i128)),
        Value::Text(text) => Some(Key::Text(text.clone())),
        _ => None,
    }
}

impl Map {
    /// Adds a value.
    ///
    /// # Errors
    /// A key that cannot be one, or that is there already.
    pub fn insert(&mut self, name: Value, value: Value) -> Result<(), String> {
        let place = match name {
            Value::Double(_) => None,
            _ => key(&name),
        };
        let Some(place) = place else { return Err(format!("a {} is no key of a map", name.type_name())) };
        let told = name.to_string();
        match self.0.insert(place, (name, value)) {
            None => Ok(()),
            Some(_) => Err(format!("the map has the key {told} twice")),
        }
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, name: &Value) -> Option<&Value> {
        self.0.get(&key(name)?).map(|(_, value)| value)
    }

    /// The keys.
    pub fn keys(&self) -> impl Iterator<Item = &Value> {
        self.0.values().map(|(name, _)| name)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Value {
    /// A text.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// Many values.
    #[must_use]
    pub fn list(values: Vec<Self>) -> Self {
        Self::List(Arc::new(values))
    }

    /// The name of its type.
    #[must_use]
    pub fn type_name(&self) -> &str {
        match self {
            Self::Null => "null_type",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Uint(_) => "uint",
            Self::Double(_) => "double",
            Self::Text(_) => "string",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "list",
            Self::Map(_) => "map",
            Self::Timestamp(_) => "google.protobuf.Timestamp",
            Self::Duration(_) => "google.protobuf.Duration",
            Self::Type(_) => "type",
            Self::Object(object) => object.type_name(),
        }
    }

    /// How much there is to look at when it is compared or copied, in steps; at most `most` and a little.
    pub(super) fn weight(&self, most: u64) -> u64 {
        match self {
            Self::Text(text) => 1 + text.len() as u64 / 32,
            Self::Bytes(bytes) => 1 + bytes.len() as u64 / 32,
            Self::List(values) => weigh(values.iter(), most),
            Self::Map(map) => weigh(map.0.values().flat_map(|(name, value)| [name, value]), most),
            _ => 1,
        }
    }
}

fn weigh<'v>(values: impl Iterator<Item = &'v Value>, most: u64) -> u64 {
    let mut weight = 1;
    for value in values {
        if weight > most {
            break;
        }
        weight += value.weight(most - weight.min(most));
    }
    weight
}

/// Numbers are equal when they are the same number, whatever their type; lists, maps and objects when their parts are.
/// Values of different types are not. `NaN` is equal to nothing.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            (Self::Text(left), Self::Text(right)) | (Self::Type(left), Self::Type(right)) => left == right,
            (Self::Bytes(left), Self::Bytes(right)) => left == right,
            (Self::Timestamp(left), Self::Timestamp(right)) => left == right,
            (Self::Duration(left), Self::Duration(right)) => left == right,
            (Self::List(left), Self::List(right)) => left == right,
            (Self::Map(left), Self::Map(right)) => {
                left.len() == right.len()
                    && left
                        .0
                        .iter()
                        .all(|(name, (_, value))| right.0.get(name).is_some_and(|(_, other)| value == other))
            }
            (Self::Object(left), Self::Object(right)) => left.equals(right.as_ref()),
            _ => numbers(self, other) == Some(Some(Ordering::Equal)),
        }
    }
}

/// Which of two values comes first; `None` where they cannot be compared, `Some(None)` where neither comes first (`NaN`).
pub(super) fn compare(left: &Value, right: &Value) -> Option<Option<Ordering>> {
    match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => Some(Some(left.cmp(right))),
        (Value::Text(left), Value::Text(right)) => Some(Some(left.cmp(right))),
        (Value::Bytes(left), Value::Bytes(right)) => Some(Some(left.cmp(right))),
        (Value::Timestamp(left), Value::Timestamp(right)) => Some(Some(left.cmp(right))),
        (Value::Duration(left), Value::Duration(right)) => Some(Some(left.cmp(right))),
        _ => numbers(left, right),
    }
}

/// … of two numbers of any type. With a double the other is taken as a double, too: as near as one comes.
fn numbers(left: &Value, right: &Value) -> Option<Option<Ordering>> {
    let whole = |value: &Value| match value {
        Value::Int(value) => Some(i128::from(*value)),
        Value::Uint(value) => Some(i128::from(*value)),
        _ => None,
    };
    match (left, right) {
        (Value::Double(left), Value::Double(right)) => Some(left.partial_cmp(right)),
        (Value::Double(left), right) => Some(left.partial_cmp(&(whole(right)? as f64))),
        (left, Value::Double(right)) => Some((whole(left)? as f64).partial_cmp(right)),
        (left, right) => Some(Some(whole(left)?.cmp(&whole(right)?))),
    }
}

/// As people read it: what messages show.
impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => formatter.write_str("–"),
            Self::Bool(value) => write!(formatter, "{value}"),
            Self::Int(value) => write!(formatter, "{value}"),
            Self::Uint(value) => write!(formatter, "{value}"),
            Self::Double(value) => write!(formatter, "{value}"),
            Self::Text(text) | Self::Type(text) => formatter.write_str(text),
            Self::Bytes(bytes) => write!(formatter, "{} bytes", bytes.len()),
            Self::Timestamp(nanos) => formatter.write_str(&instant::timestamp_text(*nanos)),
            Self::Duration(nanos) => formatter.write_str(&instant::duration_text(*nanos)),
            Self::List(values) => {
                for (index, value) in values.iter().enumerate() {
                    write!(formatter, "{}{value}", if index == 0 { "" } else { ", " })?;
                }
                Ok(())
            }
            Self::Map(map) => write!(formatter, "{} entries", map.len()),
            Self::Object(object) => match object.field("key") {
                Some(Ok(name)) => write!(formatter, "{name}"),
                _ => write!(formatter, "a {}", object.type_name()),
            },
        }
    }
}

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The byte of the expression at which it happened.
    pub at: usize,
    /// A stable word for the kind of failure: `budget`, `missing`, `null`, `type`, `range`, `argument`, `unknown`.
    pub code: &'static str,
    /// What happened, in a sentence.
    pub detail: String,
}

impl Failure {
    pub(super) fn new(at: usize, code: &'static str, detail: impl Into<String>) -> Self {
        Self { at, code, detail: detail.into() }
    }

    /// The failure with its place in the text, as people read it.
    #[must_use]
    pub fn told(&self, text: &str) -> String {
        Mistake::new(self.at, self.code, self.detail.clone()).told(text)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.detail)
    }
}
