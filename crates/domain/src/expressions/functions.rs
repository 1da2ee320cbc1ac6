//! The functions of the language: what they take, what they give, and what they do.

use super::{instant, types::Type, value::Value};
use jiff::civil::DateTime;
use regex::Regex;
use std::cmp::Ordering;

/// What a function takes or gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Any,
    Bool,
    Int,
    Uint,
    Double,
    Text,
    Bytes,
    Timestamp,
    Duration,
    List,
    Map,
    Kind,
}

impl Of {
    pub(super) fn takes(self, given: &Type) -> bool {
        match (self, given.certain()) {
            (Self::Any, _) | (_, Type::Dyn) | (Self::List, Type::List(_)) | (Self::Map, Type::Map(..)) => true,
            (_, given) => self.kind() == *given,
        }
    }

    pub(super) fn kind(self) -> Type {
        match self {
            Self::Any => Type::Dyn,
            Self::Bool => Type::Bool,
            Self::Int => Type::Int,
            Self::Uint => Type::Uint,
            Self::Double => Type::Double,
            Self::Text => Type::Text,
            Self::Bytes => Type::Bytes,
            Self::Timestamp => Type::Timestamp,
            Self::Duration => Type::Duration,
            Self::List => Type::List(Type::Dyn.into()),
            Self::Map => Type::Map(Type::Dyn.into(), Type::Dyn.into()),
            Self::Kind => Type::Kind,
        }
    }
}

/// One way to call a function.
#[derive(Debug)]
pub(super) struct Overload {
    pub(super) name: &'static str,
    /// Whether it is called on its first argument: `text.contains(part)`.
    pub(super) is_member: bool,
    pub(super) takes: &'static [Of],
    pub(super) gives: Of,
}

const fn function(name: &'static str, takes: &'static [Of], gives: Of) -> Overload {
    Overload { name, is_member: false, takes, gives }
}

const fn member(name: &'static str, takes: &'static [Of], gives: Of) -> Overload {
    Overload { name, is_member: true, takes, gives }
}

use Of::{Any, Bool, Bytes, Double, Duration, Int, Kind, List, Map, Text, Timestamp, Uint};

pub(super) const OVERLOADS: &[Overload] = &[
    function("size", &[Text], Int),
    function("size", &[Bytes], Int),
    function("size", &[List], Int),
    function("size", &[Map], Int),
    member("size", &[Text], Int),
    member("size", &[Bytes], Int),
    member("size", &[List], Int),
    member("size", &[Map], Int),
    member("contains", &[Text, Text], Bool),
    member("startsWith", &[Text, Text], Bool),
    member("endsWith", &[Text, Text], Bool),
    member("matches", &[Text, Text], Bool),
    function("matches", &[Text, Text], Bool),
    function("dyn", &[Any], Any),
    function("type", &[Any], Kind),
    function("bool", &[Bool], Bool),
    function("bool", &[Text], Bool),
    function("int", &[Int], Int),
    function("int", &[Uint], Int),
    function("int", &[Double], Int),
    function("int", &[Text], Int),
    function("int", &[Timestamp], Int),
    function("uint", &[Uint], Uint),
    function("uint", &[Int], Uint),
    function("uint", &[Double], Uint),
    function("uint", &[Text], Uint),
    function("double", &[Double], Double),
    function("double", &[Int], Double),
    function("double", &[Uint], Double),
    function("double", &[Text], Double),
    function("string", &[Text], Text),
    function("string", &[Bool], Text),
    function("string", &[Int], Text),
    function("string", &[Uint], Text),
    function("string", &[Double], Text),
    function("string", &[Bytes], Text),
    function("string", &[Timestamp], Text),
    function("string", &[Duration], Text),
    function("bytes", &[Bytes], Bytes),
    function("bytes", &[Text], Bytes),
    function("timestamp", &[Timestamp], Timestamp),
    function("timestamp", &[Text], Timestamp),
    function("timestamp", &[Int], Timestamp),
    function("duration", &[Duration], Duration),
    function("duration", &[Text], Duration),
    member("getFullYear", &[Timestamp], Int),
    member("getFullYear", &[Timestamp, Text], Int),
    member("getMonth", &[Timestamp], Int),
    member("getMonth", &[Timestamp, Text], Int),
    member("getDate", &[Timestamp], Int),
    member("getDate", &[Timestamp, Text], Int),
    member("getDayOfMonth", &[Timestamp], Int),
    member("getDayOfMonth", &[Timestamp, Text], Int),
    member("getDayOfWeek", &[Timestamp], Int),
    member("getDayOfWeek", &[Timestamp, Text], Int),
    member("getDayOfYear", &[Timestamp], Int),
    member("getDayOfYear", &[Timestamp, Text], Int),
    member("getHours", &[Timestamp], Int),
    member("getHours", &[Timestamp, Text], Int),
    member("getMinutes", &[Timestamp], Int),
    member("getMinutes", &[Timestamp, Text], Int),
    member("getSeconds", &[Timestamp], Int),
    member("getSeconds", &[Timestamp, Text], Int),
    member("getMilliseconds", &[Timestamp], Int),
    member("getMilliseconds", &[Timestamp, Text], Int),
    member("getHours", &[Duration], Int),
    member("getMinutes", &[Duration], Int),
    member("getSeconds", &[Duration], Int),
    member("getMilliseconds", &[Duration], Int),
];

/// Why a call has no value: a stable word and a sentence.
pub(super) type Refusal = (&'static str, String);

fn refused(code: &'static str, detail: impl Into<String>) -> Refusal {
    (code, detail.into())
}

/// The largest program a pattern may become, in bytes.
const PATTERN_SIZE: usize = 1 << 17;

/// Compiles a pattern for `matches`. Patterns are of the kind whose matching takes time in proportion to the text.
pub(super) fn pattern(text: &str) -> Result<Regex, String> {
    regex::RegexBuilder::new(text).size_limit(PATTERN_SIZE).dfa_size_limit(PATTERN_SIZE).nest_limit(50).build().map_err(
        |error| {
            let error = error.to_string();
            let last = error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            format!("{text:?} is no pattern: {last}")
        },
    )
}

/// Calls a function. `arguments` begins with what it is called on.
pub(super) fn call(name: &str, is_member: bool, arguments: &[Value]) -> Result<Value, Refusal> {
    if !OVERLOADS.iter().any(|overload| overload.name == name && overload.is_member == is_member) {
        return Err(refused("unknown", format!("there is no function {name}")));
    }
    if let Some(null) = arguments.iter().find(|argument| matches!(argument, Value::Null))
        && !["dyn", "type"].contains(&name)
    {
        return Err(refused("null", format!("{name} has no meaning for {}", null.type_name())));
    }
    let done = match (name, arguments) {
        ("size", [value]) => size(value),
        ("contains", [Value::Text(text), Value::Text(part)]) => Some(Value::Bool(text.contains(&**part))),
        ("startsWith", [Value::Text(text), Value::Text(part)]) => Some(Value::Bool(text.starts_with(&**part))),
        ("endsWith", [Value::Text(text), Value::Text(part)]) => Some(Value::Bool(text.ends_with(&**part))),
        ("matches", [Value::Text(text), Value::Text(written)]) => {
            let pattern = pattern(written).map_err(|detail| refused("argument", detail))?;
            Some(Value::Bool(pattern.is_match(text)))
        }
        ("dyn", [value]) => Some(value.clone()),
        ("type", [value]) => Some(Value::Type(value.type_name().into())),
        ("bool" | "int" | "uint" | "double" | "string" | "bytes" | "timestamp" | "duration", [value]) => {
            convert(name, value)?
        }
        (_, [Value::Timestamp(nanos)]) => Some(part_of_timestamp(name, *nanos, None)?),
        (_, [Value::Timestamp(nanos), Value::Text(zone)]) => Some(part_of_timestamp(name, *nanos, Some(zone))?),
        (_, [Value::Duration(nanos)]) => part_of_duration(name, *nanos),
        _ => None,
    };
    done.ok_or_else(|| {
        let given: Vec<&str> = arguments.iter().map(Value::type_name).collect();
        refused("type", format!("no such overload: {name} has no meaning for {}", given.join(", ")))
    })
}

fn size(value: &Value) -> Option<Value> {
    let size = match value {
        Value::Text(text) => text.chars().count(),
        Value::Bytes(bytes) => bytes.len(),
        Value::List(values) => values.len(),
        Value::Map(map) => map.len(),
        _ => return None,
    };
    Some(Value::Int(size as i64))
}

fn convert(to: &str, value: &Value) -> Result<Option<Value>, Refusal> {
    let range = || refused("range", format!("{value} is out of the range of {to}"));
    let wrong = || refused("argument", format!("{:?} cannot be read as {to}", value.to_string()));
    let two_to_63 = 9_223_372_036_854_775_808.0;
    let converted = match (to, value) {
        ("bool", Value::Bool(_))
        | ("int", Value::Int(_))
        | ("uint", Value::Uint(_))
        | ("double", Value::Double(_))
        | ("string", Value::Text(_))
        | ("bytes", Value::Bytes(_))
        | ("timestamp", Value::Timestamp(_))
        | ("duration", Value::Duration(_)) => value.clone(),
        ("bool", Value::Text(text)) => match &**text {
            "1" | "t" | "true" | "TRUE" | "True" => Value::Bool(true),
            "0" | "f" | "false" | "FALSE" | "False" => Value::Bool(false),
            _ => return Err(wrong()),
        },
        ("int", Value::Uint(number)) => Value::Int(i64::try_from(*number).map_err(|_| range())?),
        ("int", Value::Double(number)) if *number > -two_to_63 && *number < two_to_63 => Value::Int(*number as i64),
        ("int", Value::Text(text)) => Value::Int(text.parse().map_err(|_| wrong())?),
        ("int", Value::Timestamp(nanos)) => Value::Int(nanos.div_euclid(1_000_000_000) as i64),
        ("uint", Value::Int(number)) => Value::Uint(u64::try_from(*number).map_err(|_| range())?),
        ("uint", Value::Double(number)) if *number >= 0.0 && *number < two_to_63 * 2.0 => Value::Uint(*number as u64),
        ("uint", Value::Text(text)) => Value::Uint(text.parse().map_err(|_| wrong())?),
        ("int" | "uint", Value::Double(_)) => return Err(range()),
        ("double", Value::Int(number)) => Value::Double(*number as f64),
        ("double", Value::Uint(number)) => Value::Double(*number as f64),
        ("double", Value::Text(text)) => Value::Double(text.parse().map_err(|_| wrong())?),
        ("string", Value::Bytes(bytes)) => {
            let text = std::str::from_utf8(bytes).map_err(|_| refused("argument", "the bytes are no UTF-8 text"))?;
            Value::text(text)
        }
        (
            "string",
            Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Double(_)
            | Value::Timestamp(_)
            | Value::Duration(_),
        ) => Value::text(value.to_string()),
        ("bytes", Value::Text(text)) => Value::Bytes(text.as_bytes().into()),
        ("timestamp", Value::Text(text)) => Value::Timestamp(instant::parse_timestamp(text).ok_or_else(wrong)?),
        ("timestamp", Value::Int(seconds)) => {
            Value::Timestamp(instant::in_range(i128::from(*seconds) * 1_000_000_000).ok_or_else(range)?)
        }
        ("duration", Value::Text(text)) => Value::Duration(instant::parse_duration(text).ok_or_else(wrong)?),
        _ => return Ok(None),
    };
    Ok(Some(converted))
}

fn part_of_timestamp(name: &str, nanos: i128, zone: Option<&str>) -> Result<Value, Refusal> {
    let local: DateTime = instant::local(nanos, zone).ok_or_else(|| {
        refused("argument", format!("{:?} is no time zone; write Europe/Berlin or +01:00", zone.unwrap_or("UTC")))
    })?;
    let part: i64 = match name {
        "getFullYear" => local.year().into(),
        "getMonth" => i64::from(local.month()) - 1,
        "getDate" => local.day().into(),
        "getDayOfMonth" => i64::from(local.day()) - 1,
        "getDayOfWeek" => local.weekday().to_sunday_zero_offset().into(),
        "getDayOfYear" => i64::from(local.day_of_year()) - 1,
        "getHours" => local.hour().into(),
        "getMinutes" => local.minute().into(),
        "getSeconds" => local.second().into(),
        "getMilliseconds" => local.millisecond().into(),
        _ => return Err(refused("type", format!("no such overload: {name} has no meaning for a timestamp"))),
    };
    Ok(Value::Int(part))
}

fn part_of_duration(name: &str, nanos: i64) -> Option<Value> {
    let second = 1_000_000_000;
    let part = match name {
        "getHours" => nanos / (3_600 * second),
        "getMinutes" => nanos / (60 * second),
        "getSeconds" => nanos / second,
        "getMilliseconds" => nanos % second / 1_000_000,
        _ => return None,
    };
    Some(Value::Int(part))
}

/// The name among several that is written most like this one, when it is like it at all.
pub(super) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let lower = name.to_lowercase();
    let most = (name.chars().count() / 3).max(1);
    names
        .map(|other| (distance(&lower, &other.to_lowercase()), other))
        .filter(|(distance, _)| *distance <= most)
        .min_by(|left, right| left.0.cmp(&right.0).then(Ordering::Equal))
        .map(|(_, other)| other)
}

/// How many letters have to be put in, left out, replaced or swapped with their neighbour to make one word of the other.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut rows = vec![(0..=right.len()).collect::<Vec<usize>>()];
    for (above, letter) in left.iter().enumerate() {
        let mut row = vec![above + 1];
        for (before, other) in right.iter().enumerate() {
            let last = &rows[above];
            let changed = (last[before] + usize::from(letter != other)).min(last[before + 1] + 1).min(row[before] + 1);
            let is_swap = above > 0 && before > 0 && left[above - 1] == *other && *letter == right[before - 1];
            row.push(if is_swap { changed.min(rows[above - 1][before - 1] + 1) } else { changed });
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}
